package dev.facewire.vision.face;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.media.I420Frame;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A drawn face, and what comes before it. */
class LearnedFaceTest {
    private static final double SCALE = 7; // pixels for a cm: a face of some 110 pixels
    private static final int SKIN = 140;
    private static final int REDNESS = 150;

    private final FaceMesh mesh = FaceMesh.load();
    private final FaceTexels texels = new FaceTexels(mesh);
    private final LearnedFace learned = new LearnedFace(mesh, texels);
    private final I420Frame frame = I420Frame.allocate(320, 240);
    private final double[] noise = new Random(7).doubles(4099, -7, 7).toArray(); // a webcam's deviation of four
    private final Landmarks face = standing();

    private Landmarks standing() {
        double[] points = mesh.points().clone();
        for (int i = 0; i < points.length; i += 3) {
            points[i] = 160 + SCALE * points[i];
            points[i + 1] = 120 + SCALE * points[i + 1];
            points[i + 2] *= SCALE;
        }
        return new Landmarks(points);
    }

    @BeforeEach
    void learnTheFace() {
        for (int i = 0; i < 30; i++) {
            drawFace(1, 0);
            assertThat(look()).isFalse();
        }
    }

    private boolean look() {
        texels.read(frame, face);
        return learned.covered();
    }

    private static final int WIDE = 640;
    private static final int HIGH = 480;

    /** Skin, brows, eyes, nostrils and lips, with a camera's noise. */
    private void drawFace(double light, double slope) {
        rectangle(0, 0, WIDE, HIGH, SKIN, REDNESS);
        for (int side = -1; side <= 1; side += 2) {
            rectangle(320 + side * 45 - 25, 178, 320 + side * 45 + 25, 188, 70, 135); // brow
            rectangle(320 + side * 45 - 18, 200, 320 + side * 45 + 18, 212, 60, 130); // eye
        }
        rectangle(305, 262, 335, 272, 90, 148); // nostrils
        rectangle(285, 296, 355, 322, 105, 172); // lips
        for (int y = 0; y < 240; y++) {
            for (int x = 0; x < 320; x++) {
                int at = y * frame.strideY() + x;
                double value = ((frame.y().get(at) & 0xff) - 16) * (light + slope * (x - 160) / 50)
                        + 16
                        + noise[at % noise.length];
                frame.y().put(at, (byte) Math.max(16, Math.min(235, Math.round(value))));
            }
        }
    }

    /** In pixels of a picture of twice the size. */
    private void rectangle(int x0, int y0, int x1, int y1, int luma, int redness) {
        for (int y = y0 / 2; y < y1 / 2; y++) {
            for (int x = x0 / 2; x < x1 / 2; x++) {
                frame.y().put(y * frame.strideY() + x, (byte) luma);
                frame.u().put(y / 2 * frame.strideU() + x / 2, (byte) 112);
                frame.v().put(y / 2 * frame.strideV() + x / 2, (byte) redness);
            }
        }
    }

    private int hiddenCells() {
        float[] hidden = learned.hidden();
        int count = 0;
        for (int i = 0; hidden != null && i < hidden.length; i++) {
            count += hidden[i] > 0.5 ? 1 : 0;
        }
        return count;
    }

    @Test
    void aFaceWithNothingBeforeItIsLeftAlone() {
        for (int i = 0; i < 60; i++) {
            drawFace(1, 0);
            assertThat(look()).isFalse();
        }
        assertThat(learned.share()).isLessThan(0.01);
        assertThat(learned.hidden()).isNull();
    }

    @Test
    void aMicrophoneBeforeTheChinIsMaskedAndTheRestStaysSwapped() {
        drawFace(1, 0);
        rectangle(300, 325, 340, 400, 40, 128);
        assertThat(look()).isFalse();
        assertThat(hiddenCells()).isBetween(20, 200);
    }

    @Test
    void theMaskGoesWithWhatWasBeforeTheFace() {
        drawFace(1, 0);
        rectangle(300, 325, 340, 400, 40, 128);
        look();
        for (int i = 0; i < 8; i++) {
            drawFace(1, 0);
            look();
        }
        assertThat(learned.hidden()).isNull();
    }

    @Test
    void aPhoneOverHalfTheFaceIsTooMuch() {
        drawFace(1, 0);
        rectangle(200, 240, 440, 440, 40, 128);
        assertThat(look()).isTrue();
    }

    @Test
    void aHandInTheColourOfTheSkinIsTooMuchOnceTheMouthIsGone() {
        drawFace(1, 0);
        rectangle(220, 285, 420, 440, SKIN, REDNESS);
        assertThat(look()).isTrue();
    }

    @Test
    void aHandInTheColourOfTheSkinIsTooMuchOnceAnEyeIsGone() {
        drawFace(1, 0);
        rectangle(200, 120, 312, 400, SKIN, REDNESS);
        assertThat(look()).isTrue();
    }

    @Test
    void aHandThatStaysIsNeverLearntBySmallSteps() {
        for (int i = 0; i < 250; i++) {
            drawFace(1, 0);
            rectangle(220, 285, 420, 440, SKIN, REDNESS);
            assertThat(look()).as("frame " + i).isTrue();
        }
    }

    @Test
    void whatStaysForTenSecondsIsHowTheFaceLooksNow() {
        boolean covered = true;
        for (int i = 0; i < 330 && covered; i++) {
            drawFace(1, 0);
            rectangle(220, 285, 420, 440, SKIN, REDNESS);
            covered = look();
        }
        drawFace(1, 0);
        rectangle(220, 285, 420, 440, SKIN, REDNESS);
        assertThat(look()).isFalse();
    }

    @Test
    void lightThatChangesOrComesFromOneSideIsNothingBeforeTheFace() {
        drawFace(0.7, 0);
        assertThat(look()).isFalse();
        drawFace(1.1, 0.15);
        assertThat(look()).isFalse();
        assertThat(learned.share()).isLessThan(0.05);
    }

    @Test
    void anotherFaceIsLearntAnew() {
        learned.forget();
        for (int i = 0; i < 20; i++) {
            drawFace(1, 0);
            rectangle(220, 285, 420, 440, SKIN, REDNESS);
            assertThat(look()).isFalse();
        }
    }
}
