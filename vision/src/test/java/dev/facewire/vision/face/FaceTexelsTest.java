package dev.facewire.vision.face;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.media.I420Frame;
import org.junit.jupiter.api.Test;

/** A pattern painted on a face is read off it wherever the face is. */
class FaceTexelsTest {
    private final FaceMesh mesh = FaceMesh.load();
    private final FaceTexels texels = new FaceTexels(mesh);

    /** A picture with a pattern that goes with a frontal face. */
    private static I420Frame painted(double roll, double scale, double cx, double cy, double light) {
        I420Frame frame = I420Frame.allocate(640, 480);
        double c = Math.cos(Math.toRadians(roll));
        double s = Math.sin(Math.toRadians(roll));
        for (int y = 0; y < 480; y++) {
            for (int x = 0; x < 640; x++) {
                double u = (c * (x - cx) + s * (y - cy)) / scale; // cm on the face
                double v = (-s * (x - cx) + c * (y - cy)) / scale;
                double level = 120 + 50 * Math.sin(1.1 * u + 0.6 * v);
                frame.y().put(y * frame.strideY() + x, (byte) (16 + light * (level - 16)));
                frame.v().put(y / 2 * frame.strideV() + x / 2, (byte) (128 + 4 * u));
                frame.u().put(y / 2 * frame.strideU() + x / 2, (byte) (128 + 4 * v));
            }
        }
        return frame;
    }

    private float[][] read(double roll, double scale, double cx, double cy) {
        texels.read(painted(roll, scale, cx, cy, 1), Poses.posed(mesh, 0, roll, scale, cx, cy));
        return new float[][] {
            texels.channel(0).clone(),
            texels.channel(1).clone(),
            texels.channel(2).clone()
        };
    }

    private double difference(float[] a, float[] b) {
        double sum = 0;
        for (int cell : texels.cells()) {
            sum += Math.abs(a[cell] - b[cell]);
        }
        return sum / texels.cells().length;
    }

    private double contrast(float[] values) {
        double mean = 0;
        for (int cell : texels.cells()) {
            mean += values[cell] / texels.cells().length;
        }
        double sum = 0;
        for (int cell : texels.cells()) {
            sum += Math.abs(values[cell] - mean);
        }
        return sum / texels.cells().length;
    }

    @Test
    void aFaceIsReadTheSameWhateverItsPlaceSizeAndTurn() {
        float[][] here = read(0, 14, 320, 240);
        for (double[] there : new double[][] {{0, 14, 250.4, 210.7}, {30, 14, 320, 240}, {-80, 11, 200, 260}}) {
            float[][] again = read(there[0], there[1], there[2], there[3]);
            for (int k = 0; k < FaceTexels.CHANNELS; k++) {
                assertThat(difference(here[k], again[k]))
                        .as("channel " + k + " at " + there[2])
                        .isLessThan(0.1 * contrast(here[k]) + 0.6);
            }
        }
        assertThat(contrast(here[0])).as("there is something to compare").isGreaterThan(10);
        texels.read(painted(0, 14, 320, 240, 1), Poses.standing(mesh, 345, 240, 14));
        assertThat(difference(here[0], texels.channel(0))).as("read beside it").isGreaterThan(5);
    }

    @Test
    void lightCountsAsAFactor() {
        Landmarks face = Poses.standing(mesh, 320, 240, 14);
        texels.read(painted(0, 14, 320, 240, 1), face);
        float[] bright = texels.channel(0).clone();
        texels.read(painted(0, 14, 320, 240, 0.7), face);
        float[] dim = texels.channel(0);
        double mean = 0;
        for (int cell : texels.cells()) {
            mean += (bright[cell] - dim[cell]) / texels.cells().length;
        }
        double spread = 0;
        for (int cell : texels.cells()) {
            spread += Math.abs(bright[cell] - dim[cell] - mean) / texels.cells().length;
        }
        assertThat(mean).isGreaterThan(10);
        assertThat(spread).as("much the same everywhere").isLessThan(0.2 * mean);
    }

    @Test
    void whatIsTurnedAwayOrBeyondThePictureIsNotSeen() {
        int all = texels.cells().length;
        assertThat(seen(Poses.standing(mesh, 320, 240, 14))).isGreaterThan(9 * all / 10);
        assertThat(seen(Poses.posed(mesh, 65, 0, 14, 320, 240))).isBetween(all / 5, 3 * all / 4);
        assertThat(seen(Poses.standing(mesh, 0, 240, 14))).isBetween(all / 3, 2 * all / 3);
        assertThat(seen(Poses.standing(mesh, -900, 240, 14))).isZero();
    }

    private int seen(Landmarks face) {
        texels.read(I420Frame.allocate(640, 480), face);
        int count = 0;
        for (boolean flag : texels.seen()) {
            count += flag ? 1 : 0;
        }
        return count;
    }
}
