package dev.facewire.vision.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.facewire.media.I420Frame;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.vision.engine.SwapEngine;
import dev.facewire.vision.enrol.Photos;
import dev.facewire.vision.enrol.SourceFace;
import dev.facewire.vision.face.Box;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Landmarks;
import dev.facewire.vision.face.Poses;
import dev.facewire.vision.model.AlignmentTemplate;
import dev.facewire.vision.tensor.TorchDevice;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Without weights: what comes back tells whether the picture is right, and whose face went where. */
class NeuralSwapEngineIT {
    private static final double LEAST_DB = 40;

    /** Peak signal-to-noise ratio of the luma within the box around a face. */
    private static double psnr(I420Frame a, I420Frame b, Landmarks face, int dx) {
        return psnr(a.y(), b.y(), a.strideY(), a.width(), a.height(), face.box(), 1, dx);
    }

    /** The worse of the two chroma planes. */
    private static double chromaPsnr(I420Frame a, I420Frame b, Landmarks face, int dx) {
        int w = a.chromaWidth();
        int h = a.chromaHeight();
        return Math.min(
                psnr(a.u(), b.u(), a.strideU(), w, h, face.box(), 2, dx),
                psnr(a.v(), b.v(), a.strideV(), w, h, face.box(), 2, dx));
    }

    private static double psnr(
            ByteBuffer a, ByteBuffer b, int stride, int width, int height, Box box, int half, int dx) {
        double squares = 0;
        int count = 0;
        for (int y = (int) Math.max(0, box.y0() / half); y < Math.min(height, box.y1() / half); y++) {
            for (int x = (int) Math.max(0, box.x0() / half); x < Math.min(width - dx, box.x1() / half); x++) {
                double d = (a.get(y * stride + x) & 0xff) - (b.get(y * stride + x + dx) & 0xff);
                squares += d * d;
                count++;
            }
        }
        return 10 * Math.log10(255.0 * 255.0 * count / Math.max(squares, 1e-9));
    }

    @Test
    void aNetworkThatGivesItsCropGivesTheFrameBack() {
        for (int size : new int[] {128, 256}) {
            try (Scene scene = new Scene("mirror", size, 1);
                    Scene painting = new Scene("paint", size, 1)) {
                for (double pixelsPerCm : new double[] {5, 9, 17}) {
                    for (double yaw : new double[] {-35, 0, 20}) {
                        I420Frame sent = Scene.waves(641, 481, pixelsPerCm);
                        I420Frame out = Scene.copy(sent);
                        Landmarks face = Scene.posed(yaw, yaw / 2, pixelsPerCm, 320, 240);
                        scene.swap(scene.job(Scene.colour(1, 0, 0), out, face));
                        assertThat(psnr(sent, out, face, 0))
                                .as("%d px, %.0f px/cm, yaw %.0f", size, pixelsPerCm, yaw)
                                .isGreaterThan(LEAST_DB);
                        assertThat(chromaPsnr(sent, out, face, 0))
                                .as("chroma, %d px, %.0f px/cm, yaw %.0f", size, pixelsPerCm, yaw)
                                .isGreaterThan(LEAST_DB);
                        assertThat(chromaPsnr(sent, sent, face, 1)).isLessThan(LEAST_DB - 2);
                        I420Frame painted = Scene.copy(sent);
                        painting.swap(painting.job(Scene.colour(1, 0, 0), painted, face));
                        assertThat(psnr(sent, painted, face, 0))
                                .as("it is the network's picture that is put there")
                                .isLessThan(25);
                        assertThat(psnr(sent, sent, face, 1))
                                .as("a crop or a paste that is a pixel off is far from that")
                                .isLessThan(LEAST_DB - 2);
                    }
                }
            }
        }
    }

    @Test
    void aRealPictureComesBackTooAsFarAsTheCropCanHoldIt() throws IOException {
        I420Frame sent = Photos.astronaut(640, 480, 1.4, -60, -40);
        I420Frame out = Scene.copy(sent);
        Landmarks face = Scene.posed(5, -3, 8, 254, 128);
        try (Scene scene = new Scene("mirror", 256, 1)) {
            scene.swap(scene.job(Scene.colour(1, 0, 0), out, face));
        }
        assertThat(psnr(sent, out, face, 0)).isGreaterThan(LEAST_DB);
    }

    @Test
    void whatIsNotTheFaceStaysBitByBit() {
        I420Frame sent = Scene.waves(640, 480, 9);
        I420Frame out = Scene.copy(sent);
        Landmarks face = Scene.posed(10, 8, 9, 300, 250);
        try (Scene scene = new Scene("paint", 128, 1)) {
            scene.swap(scene.job(Scene.colour(0.9, 0.1, 0.1), out, face));
        }
        Box box = face.box();
        int changed = 0;
        for (int y = 0; y < 480; y++) {
            for (int x = 0; x < 640; x++) {
                boolean inside = x > box.x0() - 2 && x < box.x1() + 2 && y > box.y0() - 2 && y < box.y1() + 2;
                boolean same = Scene.same(sent, out, x, y);
                changed += same ? 0 : 1;
                assertThat(inside || same).as("at %d, %d", x, y).isTrue();
            }
        }
        assertThat(changed).isGreaterThan((int) (0.5 * box.width() * box.height()));
    }

    private static double hue(double[] rgb) {
        float[] hsb = Color.RGBtoHSB(level(rgb[0]), level(rgb[1]), level(rgb[2]), null);
        return 360.0 * hsb[0];
    }

    private static int level(double value) {
        return (int) Math.max(0, Math.min(255, 255 * value));
    }

    private static NeuralSource ofHue(double degrees) {
        Color colour = Color.getHSBColor((float) (degrees / 360), 0.7f, 0.75f);
        return Scene.colour(colour.getRed() / 255.0, colour.getGreen() / 255.0, colour.getBlue() / 255.0);
    }

    private static double apart(double a, double b) {
        double d = Math.abs(a - b) % 360;
        return Math.min(d, 360 - d);
    }

    @Test
    void inAMixedBatchOfSixteenEverySessionGetsItsOwnFace() {
        try (Scene scene = new Scene("paint", 128, 16)) {
            List<SwapEngine.Job> jobs = new ArrayList<>();
            List<I420Frame> frames = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                int width = 320 + 37 * (i % 5);
                int height = 240 + 41 * (i % 3);
                I420Frame frame = Scene.grey(width, height);
                frames.add(frame);
                Landmarks face = Scene.posed(4 * (i - 8), 3 * i - 20, 5 + i % 4, width / 2.0, height / 2.0);
                jobs.add(scene.job(ofHue(22.5 * i), frame, face));
            }
            scene.swap(jobs.toArray(SwapEngine.Job[]::new));
            for (int i = 0; i < 16; i++) {
                double[] seen = Scene.at(
                        frames.get(i),
                        jobs.get(i).face().x(FaceMesh.RIGHT_EYE_INNER),
                        jobs.get(i).face().y(FaceMesh.RIGHT_EYE_INNER));
                assertThat(apart(hue(seen), 22.5 * i))
                        .as("session %d has %s", i, Arrays.toString(seen))
                        .isLessThan(11);
            }
        }
    }

    @Test
    void whatTheNetworkDrawsStandsInTheLightOfThePicture() {
        Landmarks face = Scene.posed(0, 0, 9, 320, 240);
        double left = face.x(50);
        double right = face.x(280);
        double y = face.y(50);
        try (Scene scene = new Scene("paint", 128, 1)) {
            I420Frame frame = Scene.halfLit(640, 480, 70, 190);
            SwapEngine.Job job = scene.job(Scene.colour(0.5, 0.5, 0.5), frame, face);
            scene.engine.swap(List.of(job));
            assertThat(left).isLessThan(320 - 20);
            double dark = Scene.at(frame, left, y)[1];
            double bright = Scene.at(frame, right, y)[1];
            // 0.5 times what the module takes of the difference: 1 + 0.6 (1 / 1.25 - 1) and 1 + 0.6 (1.25 - 1)
            assertThat(dark).as("on the dark side").isCloseTo(0.44, within(0.03));
            assertThat(bright).as("on the bright side").isCloseTo(0.575, within(0.03));

            // the lamp goes to the other side: the light follows, but not at once
            double before = dark;
            for (int i = 0; i < 8; i++) {
                Scene.halfLit(640, 480, 190, 70).copyTo(frame);
                scene.engine.swap(List.of(job));
                double now = Scene.at(frame, left, y)[1];
                if (i == 0) {
                    assertThat(now).isBetween(dark + 0.02, bright - 0.04);
                }
                assertThat(now).isGreaterThan(before - 0.01);
                before = now;
            }
            assertThat(before).isCloseTo(0.575, within(0.03));
            job.target().close();
        }
    }

    @Test
    void cudaDrawsWhatTheCpuDraws() {
        Assumptions.assumeTrue(TorchDevice.cudaDevices() > 0, "there is no CUDA device here");
        List<I420Frame> frames = new ArrayList<>();
        for (int cuda : new int[] {-1, 0}) {
            try (Scene scene = new Scene("mirror", 128, 4, cuda)) {
                List<SwapEngine.Job> jobs = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    I420Frame frame = Scene.waves(320, 240, 4);
                    frames.add(frame);
                    jobs.add(scene.job(Scene.colour(1, 0, 0), frame, Scene.posed(10 * i, 5 * i, 7, 160, 120)));
                }
                scene.swap(jobs.toArray(SwapEngine.Job[]::new));
            }
        }
        for (int i = 0; i < 3; i++) {
            for (int at = 0; at < 320 * 240; at++) {
                int cpu = frames.get(i).y().get(at) & 0xff;
                int gpu = frames.get(i + 3).y().get(at) & 0xff;
                assertThat(gpu).isCloseTo(cpu, within(5)); // 2e-2 of full range
            }
        }
    }

    @Test
    void elevenFacesArePaddedAndTheirPaddingGoesNowhere() {
        try (Scene scene = new Scene("paint", 128, 16)) {
            List<SwapEngine.Job> jobs = new ArrayList<>();
            for (int i = 0; i < 11; i++) {
                jobs.add(scene.job(ofHue(30 * i), Scene.grey(320, 240), Scene.posed(0, 0, 6, 160, 120)));
            }
            scene.swap(jobs.toArray(SwapEngine.Job[]::new));
            for (int i = 0; i < 11; i++) {
                assertThat(apart(hue(Scene.at(jobs.get(i).frame(), 160, 120)), 30 * i))
                        .isLessThan(15);
            }
        }
    }

    @Test
    void twoFacesCloseTogetherAreBothSwapped() {
        try (Scene scene = new Scene("paint", 128, 16)) {
            I420Frame frame = Scene.grey(640, 480);
            Landmarks left = Scene.posed(0, 0, 9, 240, 240);
            Landmarks right = Scene.posed(0, 0, 9, 390, 240);
            SwapEngine.Job one = scene.job(ofHue(0), frame, left);
            SwapEngine.Job other = scene.job(ofHue(120), frame, right);
            assertThat(PlacedFace.of(one, ManifestFileOf.reswapper())
                            .collides(PlacedFace.of(other, ManifestFileOf.reswapper())))
                    .as("their regions overlap")
                    .isTrue();
            scene.swap(one, other);
            assertThat(apart(hue(Scene.at(frame, 240, 240)), 0)).isLessThan(15);
            assertThat(apart(hue(Scene.at(frame, 390, 240)), 120)).isLessThan(15);
        }
    }

    @Test
    void whatIsBeforeTheFaceIsLeft() {
        float[] rightHalf = new float[48 * 48];
        for (int i = 0; i < rightHalf.length; i++) {
            rightHalf[i] = i % 48 < 24 ? 1 : 0; // of the flat mesh: the person's right side, left in the picture
        }
        I420Frame sent = Scene.waves(640, 480, 9);
        I420Frame out = Scene.copy(sent);
        Landmarks face = Scene.posed(0, 0, 9, 320, 240);
        try (Scene scene = new Scene("paint", 128, 1)) {
            scene.swap(scene.job(ofHue(0), out, face, rightHalf, SessionOptions.DEFAULTS));
        }
        assertThat(Scene.same(sent, out, face.x(50), face.y(50)))
                .as("the right cheek")
                .isTrue();
        assertThat(apart(hue(Scene.at(out, face.x(280), face.y(280))), 0))
                .as("the left cheek")
                .isLessThan(15);
    }

    @Test
    void theInsideOfTheMouthStaysUnlessItIsNotWanted() {
        Landmarks open = Poses.posed(Poses.mouthOpen(Scene.MESH, 1.8), 0, 0, 12, 320, 240);
        double x = (open.x(FaceMesh.LIP_TOP) + open.x(FaceMesh.LIP_BOTTOM)) / 2;
        double y = (open.y(FaceMesh.LIP_TOP) + open.y(FaceMesh.LIP_BOTTOM)) / 2;
        I420Frame sent = Scene.waves(640, 480, 12);
        try (Scene scene = new Scene("paint", 128, 1)) {
            I420Frame kept = Scene.copy(sent);
            scene.swap(scene.job(ofHue(0), kept, open, null, Scene.mouth(true)));
            assertThat(Scene.same(sent, kept, x, y)).isTrue();
            assertThat(apart(hue(Scene.at(kept, open.x(17), open.y(17) + 6)), 0))
                    .as("below the lips")
                    .isLessThan(15);

            I420Frame painted = Scene.copy(sent);
            scene.swap(scene.job(ofHue(0), painted, open, null, Scene.mouth(false)));
            assertThat(apart(hue(Scene.at(painted, x, y)), 0)).isLessThan(15);
        }
    }

    @Test
    void strengthGoesFromThePersonToTheSource() {
        try (Scene scene = new Scene("paint", 128, 1)) {
            scene.everybody = Scene.colour(0, 0, 1).vector(); // who is before the camera
            double[] reds = new double[3];
            double[] blues = new double[3];
            double[] strengths = {0.2, 0.6, 1};
            Landmarks face = Scene.posed(0, 0, 9, 320, 240);
            for (int i = 0; i < 3; i++) {
                I420Frame frame = Scene.grey(640, 480);
                SessionOptions options = Scene.strength(strengths[i]);
                SwapEngine.Job job = scene.job(Scene.colour(1, 0, 0), frame, face, null, options);
                int before = scene.embedded;
                scene.engine.swap(List.of(job));
                scene.engine.swap(List.of(job));
                job.target().close();
                assertThat(scene.embedded - before)
                        .as("looked at once for a face, and only where that is needed")
                        .isEqualTo(i < 2 ? 1 : 0);
                reds[i] = Scene.at(frame, 320, 240)[0];
                blues[i] = Scene.at(frame, 320, 240)[2];
            }
            assertThat(reds[0]).isLessThan(reds[1] - 0.1);
            assertThat(reds[1]).isLessThan(reds[2] - 0.05);
            assertThat(blues[0]).isGreaterThan(blues[1] + 0.1);
            assertThat(blues[1]).isGreaterThan(blues[2] + 0.1);
        }
    }

    @Test
    void aSourceIsMadeOfItsPhoto() {
        try (Scene scene = new Scene("paint", 128, 1)) {
            for (Color colour : new Color[] {new Color(200, 40, 40), new Color(40, 60, 210)}) {
                BufferedImage photo = new BufferedImage(512, 512, BufferedImage.TYPE_INT_RGB);
                Graphics2D graphics = photo.createGraphics();
                graphics.setColor(colour);
                graphics.fillRect(0, 0, 512, 512);
                graphics.dispose();
                SourceFace source = new SourceFace(photo, photo, Scene.MESH.points(), new double[4], 0);
                float[] vector = ((NeuralSource) scene.engine.prepare(source)).vector();
                double[] rgb = {vector[0], vector[1], vector[2]};
                assertThat(apart(hue(rgb), hue(new double[] {
                            colour.getRed() / 255.0, colour.getGreen() / 255.0, colour.getBlue() / 255.0
                        })))
                        .isLessThan(3);
                assertThat(Math.sqrt(rgb[0] * rgb[0] + rgb[1] * rgb[1] + rgb[2] * rgb[2]))
                        .isCloseTo(1, within(1e-3));
            }
        }
    }

    @Test
    void theFaceLiesInThePhotosCropAsTheEmbeddingsTemplateSays() {
        BufferedImage photo = new BufferedImage(512, 512, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = photo.createGraphics();
        graphics.setColor(Color.BLUE);
        graphics.fillRect(0, 0, 512, 512);
        graphics.setColor(Color.RED);
        graphics.fillRect(156, 156, 200, 200); // where the face stands
        graphics.dispose();
        SourceFace source = new SourceFace(photo, photo, Scene.MESH.points(), new double[4], 0);
        double[] redness = new double[2];
        try (Scene scene = new Scene("paint", 128, 1)) {
            for (int i = 0; i < 2; i++) {
                scene.embedding = i == 0 ? AlignmentTemplate.ARCFACE_112 : AlignmentTemplate.FFHQ_512;
                float[] vector = ((NeuralSource) scene.engine.prepare(source)).vector();
                redness[i] = vector[0] / (vector[0] + vector[2]);
            }
        }
        assertThat(redness[1]).as("FFHQ's shows more of what is around").isLessThan(redness[0] - 0.1);
    }

    @Test
    void whatIsDoneBeforeABatchFailsIsTold() {
        try (Scene scene = new Scene("paint", 128, 1)) {
            I420Frame frame = Scene.grey(320, 240);
            SwapEngine.Job first = scene.job(ofHue(0), frame, Scene.posed(0, 0, 5, 160, 120));
            SwapEngine.Job second = scene.job(ofHue(0), Scene.grey(320, 240), Scene.posed(0, 0, 6, 160, 120));
            second.target().close(); // what is remembered of it is gone
            List<SwapEngine.Job> done = new ArrayList<>();
            assertThatThrownBy(() -> scene.engine.swap(List.of(second, first), done::add))
                    .isInstanceOf(RuntimeException.class);
            assertThat(done).hasSize(1);
            assertThat(done.get(0)).isSameAs(first);
            assertThat(apart(hue(Scene.at(frame, 160, 120)), 0)).isLessThan(15);
            first.target().close();
        }
    }

    @Test
    void attributeDirectionsMoveTheVector() {
        float[] red = Scene.colour(1, 0, 0).vector();
        float[] towardsBlue = new float[512];
        towardsBlue[2] = 0.5f;
        float[] moved = Vectors.directed(red, List.of(towardsBlue));
        assertThat((double) moved[2] / moved[0]).isCloseTo(0.5, within(1e-6));
        assertThat(Vectors.directed(red, List.of())).isEqualTo(red);
    }

    @Test
    void facesAtEveryEdgeAndInTinyPicturesDoNoHarm() {
        try (Scene scene = new Scene("paint", 128, 4)) {
            for (double[] at : new double[][] {{0, 0}, {321, 0}, {0, 241}, {321, 241}, {-30, 120}, {160, 270}}) {
                I420Frame frame = Scene.grey(321, 241);
                scene.swap(scene.job(ofHue(0), frame, Scene.posed(15, 30, 9, at[0], at[1])));
                double x = Math.max(4, Math.min(316, at[0]));
                double y = Math.max(4, Math.min(236, at[1]));
                assertThat(apart(hue(Scene.at(frame, x, y)), 0))
                        .as("what can be seen of a face at %s", Arrays.toString(at))
                        .isLessThan(15);
                assertThat(Scene.same(frame, Scene.grey(321, 241), x < 160 ? 316 : 4, y < 120 ? 236 : 4))
                        .as("the corner that is farthest from %s", Arrays.toString(at))
                        .isTrue();
            }
            I420Frame tiny = Scene.grey(64, 64);
            scene.swap(scene.job(ofHue(0), tiny, Scene.posed(0, 0, 4, 32, 32)));
            assertThat(apart(hue(Scene.at(tiny, 32, 32)), 0)).isLessThan(15);
            SwapEngine.Job beyond = scene.job(ofHue(0), Scene.grey(320, 240), Scene.posed(0, 0, 9, 2000, 120));
            assertThatThrownBy(() -> scene.swap(beyond)).isInstanceOf(IllegalStateException.class);
        }
    }

    private static final class ManifestFileOf {
        static dev.facewire.vision.model.ModelManifest reswapper() {
            return dev.facewire.vision.model.ManifestFile.known().get(1);
        }
    }
}
