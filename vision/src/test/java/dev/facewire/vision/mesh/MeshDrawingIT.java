package dev.facewire.vision.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.media.I420Frame;
import dev.facewire.protocol.session.OptionsPatch;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.vision.engine.SwapEngine;
import dev.facewire.vision.enrol.Photos;
import dev.facewire.vision.enrol.SourceFace;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Landmarks;
import dev.facewire.vision.face.Pose;
import dev.facewire.vision.face.Poses;
import dev.facewire.vision.tensor.ShippedModels;
import dev.facewire.vision.tensor.TorchDevice;
import dev.facewire.vision.tensor.TorchModule;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Java draws on CPUs is what PyTorch draws on CUDA: the same faces by both, on the CPU. */
class MeshDrawingIT {
    private static final FaceMesh MESH = FaceMesh.load();
    private static final int FRAMES = 6;

    private static TorchDevice device;
    private static TorchModule module;
    private static I420Frame photo;

    @BeforeAll
    static void open() throws IOException {
        device = TorchDevice.open(-1);
        module = device.load(ShippedModels.read("mesh_swap.pt"));
        photo = Photos.astronaut(641, 481, 0.9, 91, 11);
    }

    @AfterAll
    static void close() {
        module.close();
        device.close();
    }

    /** A face that moves a little from frame to frame, drawn by one of them; the last frame, and the softness that came of it. */
    private record Drawn(I420Frame frame, int softness) {}

    private static Drawn draw(MeshDrawing drawing, Landmarks face, SessionOptions options, float[] hidden) {
        I420Frame frame = I420Frame.allocate(photo.width(), photo.height());
        try (MeshSwapEngine engine = new MeshSwapEngine(MESH, drawing);
                SwapEngine.Prepared source = engine.prepare(source());
                MeshTarget target = (MeshTarget) engine.target()) {
            for (int i = 0; i < FRAMES; i++) {
                photo.copyTo(frame);
                Landmarks moved = moved(face, 0.3 * i);
                engine.swap(List.of(
                        new SwapEngine.Job(source, target, frame, moved, Pose.of(moved, MESH), hidden, options)));
            }
            return new Drawn(frame, target.softness());
        }
    }

    private static Landmarks moved(Landmarks face, double by) {
        double[] points = face.xyz().clone();
        for (int i = 0; i < points.length; i += 3) {
            points[i] += by;
        }
        return new Landmarks(points);
    }

    /** Skin with stripes on it, and a shape of its own. */
    private static SourceFace source() {
        BufferedImage texture = new BufferedImage(512, 512, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 512; y++) {
            for (int x = 0; x < 512; x++) {
                int wave = (int) (25 * Math.sin(x / 9.0) * Math.cos(y / 14.0));
                texture.setRGB(x, y, new Color(190 + wave, 140 + wave / 2, 110 - wave).getRGB());
            }
        }
        double[] shape = Poses.mouthOpen(MESH, 0.4);
        for (int i = 0; i < shape.length; i += 3) {
            shape[i] *= 1.06;
        }
        return new SourceFace(texture, texture, shape, new double[] {0.36, 0.41, 0.64, 0.41}, 0.02);
    }

    private static SessionOptions options(double strength, boolean mouth) {
        return new OptionsPatch(null, null, null, mouth, strength, false, null, null).applyTo(SessionOptions.DEFAULTS);
    }

    private static void assertAlike(Landmarks face, SessionOptions options, float[] hidden) {
        TorchDrawing torch = new TorchDrawing(device, module);
        Drawn a = draw(torch, face, options, hidden);
        Drawn b = draw(new HostDrawing(torch), face, options, hidden);
        assertThat(difference(a.frame(), photo)[1]).as("something was drawn").isGreaterThan(10);
        double[] luma = difference(a.frame().y(), b.frame().y());
        assertThat(luma[1]).as("greatest difference of luma").isLessThanOrEqualTo(4);
        assertThat(luma[0]).as("mean difference of luma").isLessThan(0.15);
        assertThat(difference(a.frame().u(), b.frame().u())[1]).as("blue").isLessThanOrEqualTo(4);
        assertThat(difference(a.frame().v(), b.frame().v())[1]).as("red").isLessThanOrEqualTo(4);
        assertThat(b.softness()).isEqualTo(a.softness());
    }

    private static double[] difference(I420Frame a, I420Frame b) {
        return difference(a.y(), b.y());
    }

    /** Mean of those that differ from each other, and the greatest. */
    private static double[] difference(ByteBuffer a, ByteBuffer b) {
        double sum = 0;
        int most = 0;
        for (int i = 0; i < a.capacity(); i++) {
            int apart = Math.abs((a.get(i) & 0xff) - (b.get(i) & 0xff));
            sum += apart;
            most = Math.max(most, apart);
        }
        return new double[] {sum / a.capacity(), most};
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 8, 295, 140", // as in the photo
        "25, 12, 8, 295, 140",
        "-30, -70, 6, 300, 150",
        "0, 0, 1.6, 295, 120", // the smallest ones, where cells are smaller than pixels
        "0, 0, 3, 295, 120",
        "0, 0, 22, 320, 240", // fills the picture
        "0, 0, 10, 20, 60", // over two edges
        "10, 0, 10, 620, 440"
    })
    void poses(double yaw, double roll, double pixelsPerCm, double x, double y) {
        assertAlike(Poses.posed(MESH, yaw, roll, pixelsPerCm, x, y), options(1, true), null);
    }

    @Test
    void aMouthThatIsOpenAndOneThatIsDrawn() {
        Landmarks open = Poses.posed(Poses.mouthOpen(MESH, 1.5), 0, 0, 8, 295, 140);
        assertAlike(open, options(1, true), null);
        assertAlike(open, options(1, false), null);
    }

    @Test
    void strength() {
        assertAlike(Poses.standing(MESH, 295, 140, 8), options(0.6, true), null);
    }

    @Test
    void somethingBeforeTheFace() {
        float[] hidden = new float[48 * 48];
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] = Math.max(0, Math.min(1, (i % 48 - 20) / 6f));
        }
        Landmarks face = Poses.standing(MESH, 295, 140, 8);
        assertAlike(face, options(1, true), hidden);
        I420Frame covered = draw(new HostDrawing(new TorchDrawing(device, module)), face, options(1, true), hidden)
                .frame();
        assertThat(covered.y())
                .isNotEqualTo(draw(new HostDrawing(new TorchDrawing(device, module)), face, options(1, true), null)
                        .frame()
                        .y());
    }

    /** What the mesh does not cover comes out as it went in, to the level. */
    @Test
    void besideTheFaceNothingIsTouched() {
        Landmarks face = Poses.standing(MESH, 295, 140, 8);
        I420Frame frame = draw(new HostDrawing(new TorchDrawing(device, module)), face, options(1, true), null)
                .frame();
        SwapRegion region = SwapRegion.of(moved(face, 1.5).xyz(), photo.width(), photo.height());
        for (int y = 0; y < photo.height(); y++) {
            for (int x = 0; x < photo.width(); x++) {
                boolean beside =
                        x < region.x0() - 8 || x >= region.x1() + 8 || y < region.y0() - 8 || y >= region.y1() + 8;
                if (beside) {
                    assertThat(frame.y().get(y * frame.strideY() + x))
                            .isEqualTo(photo.y().get(y * photo.strideY() + x));
                }
            }
        }
        int corner = (region.y0() + 3) * frame.strideY() + region.x0() + 3; // in the region, not on the face
        assertThat(frame.y().get(corner)).isEqualTo(photo.y().get(corner));
    }
}
