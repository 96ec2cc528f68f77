package dev.facewire.vision.face;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.media.I420Frame;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SceneChangeTest {
    private final FaceMesh mesh = FaceMesh.load();
    private final SceneChange change = new SceneChange();

    private static I420Frame grey(int level) {
        I420Frame frame = I420Frame.allocate(640, 480);
        byte[] row = new byte[640 * 480];
        Arrays.fill(row, (byte) level);
        frame.y().put(0, row);
        return frame;
    }

    private static I420Frame with(I420Frame frame, int x0, int y0, int x1, int y1) {
        for (int y = y0; y < y1; y++) {
            for (int x = x0; x < x1; x++) {
                frame.y().put(y * frame.strideY() + x, (byte) 200);
            }
        }
        return frame;
    }

    /** A face of about 100 × 110 pixels there. */
    private List<FaceTrack> followed(double x, double y) {
        FaceTrack track = new FaceTrack(1, mesh, new FaceTexels(mesh));
        track.begin(new MeshFit(Poses.standing(mesh, x, y, 7), 20), mesh, grey(100), 0);
        return List.of(track);
    }

    @Test
    void theFirstPictureIsAChangeAndTheSameOneAgainIsNone() {
        assertThat(change.beside(List.of(), grey(100))).isTrue();
        assertThat(change.beside(List.of(), grey(100))).isFalse();
    }

    @Test
    void whoStepsInIsNoticedAndWhoStandsStillIsNot() {
        change.beside(List.of(), grey(100));
        assertThat(change.beside(List.of(), with(grey(100), 500, 300, 580, 420)))
                .isTrue();
        assertThat(change.beside(List.of(), with(grey(100), 500, 300, 580, 420)))
                .isFalse();
        assertThat(change.beside(List.of(), grey(100))).as("and who leaves").isTrue();
    }

    @Test
    void aCamerasNoiseIsNoChange() {
        Random random = new Random(3);
        change.beside(List.of(), grey(100));
        for (int i = 0; i < 20; i++) {
            I420Frame noisy = grey(100);
            for (int at = 0; at < noisy.y().capacity(); at++) {
                noisy.y().put(at, (byte) (100 + random.nextGaussian() * 4));
            }
            assertThat(change.beside(List.of(), noisy)).isFalse();
        }
    }

    @Test
    void lightThatGrowsSlowlyIsNoChange() {
        change.beside(List.of(), grey(100));
        for (int level = 102; level < 140; level += 2) {
            assertThat(change.beside(List.of(), grey(level))).isFalse();
        }
    }

    @Test
    void aFaceThatIsFollowedMovesItsSurroundingsAlong() {
        change.beside(List.of(), grey(100));
        I420Frame moved = with(grey(100), 260, 180, 380, 300);
        assertThat(change.beside(followed(320, 240), moved)).isFalse();
        assertThat(change.beside(List.of(), grey(100))).as("without it").isTrue();
    }

    @Test
    void besideAFaceWhoStepsInIsNoticed() {
        List<FaceTrack> one = followed(160, 240);
        change.beside(one, grey(100));
        assertThat(change.beside(one, with(grey(100), 400, 180, 500, 300))).isTrue();
    }

    @Test
    void picturesOfAnySizeCanBeCompared() {
        for (int[] size : new int[][] {{1, 1}, {33, 65}, {1921, 1081}, {640, 480}}) {
            change.beside(List.of(), I420Frame.allocate(size[0], size[1]));
        }
        assertThat(change.beside(List.of(), I420Frame.allocate(320, 240)))
                .as("all black")
                .isFalse();
    }
}
