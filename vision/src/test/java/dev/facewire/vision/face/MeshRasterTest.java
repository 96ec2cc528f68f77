package dev.facewire.vision.face;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MeshRasterTest {
    private static final int SIDE = 96;

    private final FaceMesh mesh = FaceMesh.load();

    private double[] places(boolean turnedAway) {
        double[] places = new double[FaceMesh.POINTS * 3];
        for (int i = 0; i < FaceMesh.POINTS; i++) {
            places[i * 3] = SIDE / 2.0 + (turnedAway ? -4 : 4) * mesh.points()[i * 3];
            places[i * 3 + 1] = SIDE / 2.0 + 4 * mesh.points()[i * 3 + 1];
            places[i * 3 + 2] = mesh.points()[i * 3 + 2];
        }
        return places;
    }

    @Test
    void valuesBetweenThePointsAreInterpolated() {
        double[] places = places(false);
        float[] values = new float[FaceMesh.POINTS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (2 * places[i * 3] - places[i * 3 + 1]); // linear: so it is everywhere
        }
        MeshRaster raster = new MeshRaster(mesh, SIDE, SIDE, 1);
        raster.draw(places, values);
        int covered = 0;
        for (int cell = 0; cell < SIDE * SIDE; cell++) {
            if (raster.covered(cell)) {
                covered++;
                int row = cell / SIDE;
                assertThat(raster.channel(0)[cell])
                        .isCloseTo(2 * (cell % SIDE) - row, org.assertj.core.data.Offset.offset(0.01f));
            }
        }
        assertThat(covered).isGreaterThan(2000);
        assertThat(raster.covered(0)).isFalse();
    }

    @Test
    void whatFacesAwayIsNotDrawn() {
        MeshRaster raster = new MeshRaster(mesh, SIDE, SIDE, 1);
        raster.draw(places(true), new float[FaceMesh.POINTS]);
        assertThat(raster.covered(SIDE / 2 * SIDE + SIDE / 2)).isFalse();
    }

    @Test
    void aMeshBeyondTheGridIsNoTrouble() {
        double[] places = places(false);
        for (int i = 0; i < places.length; i += 3) {
            places[i] += SIDE;
        }
        MeshRaster raster = new MeshRaster(mesh, SIDE, SIDE, 1);
        raster.draw(places, new float[FaceMesh.POINTS]);
        assertThat(raster.covered(SIDE / 2 * SIDE)).isFalse();
    }
}
