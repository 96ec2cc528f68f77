package dev.facewire.bench.quality.scene;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.bench.quality.measure.Affine;
import dev.facewire.bench.quality.measure.Faces;
import dev.facewire.bench.quality.measure.Planes;
import dev.facewire.media.I420Frame;
import dev.facewire.vision.face.Landmarks;
import org.junit.jupiter.api.Test;

class WarpTest {

    @Test
    void nothingMovesUnderNoMovement() {
        I420Frame frame = Faces.picture(64, 48, 1);
        I420Frame same = Warp.move(frame, Affine.IDENTITY);
        assertThat(same.y()).isEqualTo(frame.y());
        assertThat(same.u()).isEqualTo(frame.u());
    }

    @Test
    void landmarksGoWhereThePictureGoes() {
        Affine movement = Affine.around(80, 60, 0.8, 0.5).then(Affine.shift(11, -7));
        Landmarks face = Faces.at(80, 60, 4);
        I420Frame frame = I420Frame.allocate(160, 120);
        spot(frame, face.x(1), face.y(1));
        Landmarks moved = StressScenes.moved(face, movement);
        I420Frame after = Warp.move(frame, movement);
        assertThat(Planes.luma(after, moved.x(1), moved.y(1))).isGreaterThan(150);
        assertThat(Planes.luma(after, face.x(1), face.y(1))).isLessThan(50);
        assertThat(Planes.redDifference(after, moved.x(1), moved.y(1))).isGreaterThan(150);
    }

    private static void spot(I420Frame frame, double cx, double cy) {
        for (int y = 0; y < frame.height(); y++) {
            for (int x = 0; x < frame.width(); x++) {
                if (Math.hypot(x - cx, y - cy) < 6) {
                    frame.y().put(y * frame.strideY() + x, (byte) 200);
                    frame.v().put(y / 2 * frame.strideV() + x / 2, (byte) 200);
                }
            }
        }
    }

    @Test
    void whatComesInOverTheRimIsTheRims() {
        I420Frame frame = Faces.picture(64, 48, 1);
        I420Frame shifted = Warp.move(frame, Affine.shift(-20, 0));
        assertThat(shifted.y().get(10 * 64 + 63)).isEqualTo(frame.y().get(10 * 64 + 63));
        assertThat(shifted.y().get(10 * 64 + 5)).isEqualTo(frame.y().get(10 * 64 + 25));
    }

    @Test
    void lightIsTakenAwayAndColourWithIt() {
        I420Frame dark = Warp.dim(Faces.picture(64, 48, 1), 0.02);
        for (int i = 0; i < 64 * 48; i++) {
            assertThat(dark.y().get(i)).isBetween((byte) 16, (byte) 20);
        }
        assertThat(dark.v().get(0)).isEqualTo((byte) 128);
    }

    @Test
    void smearingKeepsTheMeanAndTakesTheDetail() {
        I420Frame frame = I420Frame.allocate(64, 16);
        for (int i = 0; i < 64 * 16; i++) {
            frame.y().put(i, (byte) (i % 2 == 0 ? 100 : 120));
        }
        I420Frame smeared = Warp.smear(frame, 10);
        assertThat(smeared.y().get(5 * 64 + 32)).isEqualTo((byte) 110);
        assertThat(smeared.y().get(5 * 64 + 33)).isEqualTo((byte) 110);
    }
}
