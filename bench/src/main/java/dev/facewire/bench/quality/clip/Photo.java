package dev.facewire.bench.quality.clip;

import dev.facewire.bench.quality.measure.Neutral;
import dev.facewire.bench.quality.measure.Observer;
import dev.facewire.bench.quality.measure.Seen;
import dev.facewire.client.fault.ClientFault;
import dev.facewire.client.picture.Rgb;
import dev.facewire.media.I420Frame;
import dev.facewire.protocol.error.Fault;
import dev.facewire.vision.enrol.Enrolment;
import dev.facewire.vision.enrol.NetworkCalls;
import dev.facewire.vision.enrol.Texturing;
import dev.facewire.vision.tensor.ShippedModels;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * The picture of a face to put on.
 *
 * @param file the encoded picture, as it is uploaded
 * @param frame the face in it and what is around it
 * @param seen where the face is in {@code frame}
 * @param clip the clip that it is of, or null
 * @param warnings what enrolment says of it
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Photo(String name, byte[] file, I420Frame frame, Seen seen, Path clip, List<String> warnings) {
    /** Of a clip so much is looked through for a frontal frame: about ten seconds, … */
    private static final int SEARCHED = 300;
    /** … and of these every fourth: neighbours are much alike. */
    private static final int STEP = 4;

    /** Reads pictures and finds the face in each, as a worker does. Owns what makes textures; confined to one thread. */
    public static final class Reader implements AutoCloseable {
        private final Observer observer;
        private final Texturing texturing;
        private final Enrolment enrolment;

        /** @param observer stays the caller's */
        public Reader(Observer observer) {
            this.observer = observer;
            this.texturing = new Texturing(
                    observer.device(), observer.device().load(ShippedModels.read("enrol.pt")), observer.mesh());
            this.enrolment = new Enrolment(observer.finder(), observer.mesh(), texturing);
        }

        /**
         * Reads one.
         *
         * @throws ClientFault with one line, where there is no such picture, or no usable face in it
         */
        public Photo read(FaceSpec spec) {
            spec.check();
            byte[] file = spec.ofClip() ? frameOf(spec, observer) : bytes(spec.path());
            try {
                Enrolment.Understood understood = enrolment.understand(List.of(file), NetworkCalls.here());
                I420Frame frame = toFrame(understood.source().photo());
                Seen seen = observer.at(frame, understood.face());
                Path clip = spec.ofClip() ? spec.path() : null;
                return new Photo(spec.name(), file, frame, seen, clip, understood.warnings());
            } catch (Fault fault) {
                throw ClientFault.usage("the face '" + spec.path() + "' can't be used: " + fault.getMessage());
            }
        }

        @Override
        public void close() {
            texturing.close();
        }
    }

    private static byte[] bytes(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw ClientFault.usage("'" + path + "' is no file that can be read");
        }
    }

    private static byte[] frameOf(FaceSpec spec, Observer observer) {
        if (!spec.frontal()) {
            int number = Integer.parseInt(spec.frame());
            return png(Rgb.image(
                    new ClipSpec(spec.path(), number).read(null, 1).frames().get(0)));
        }
        Footage footage = new ClipSpec(spec.path(), 0).read(null, SEARCHED);
        List<I420Frame> some = new ArrayList<>();
        for (int i = 0; i < footage.frames().size(); i += STEP) {
            some.add(footage.frames().get(i));
        }
        int best = Neutral.best(observer.follow(some));
        if (best < 0) {
            throw ClientFault.usage("no face is seen in '" + spec.path() + "'");
        }
        return png(Rgb.image(some.get(best)));
    }

    private static byte[] png(BufferedImage picture) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, "png", bytes);
        } catch (IOException e) {
            throw new IllegalStateException("memory can be written", e);
        }
        return bytes.toByteArray();
    }

    /** BT.601, limited range. */
    static I420Frame toFrame(BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        I420Frame frame = I420Frame.allocate(width, height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int rgb = picture.getRGB(x, y);
                frame.y().put(y * frame.strideY() + x, level(16 + dot(rgb, 0.2568, 0.5041, 0.0979)));
            }
        }
        for (int y = 0; y < frame.chromaHeight(); y++) {
            for (int x = 0; x < frame.chromaWidth(); x++) {
                double u = 0;
                double v = 0;
                for (int k = 0; k < 4; k++) {
                    int rgb = picture.getRGB(Math.min(width - 1, 2 * x + k % 2), Math.min(height - 1, 2 * y + k / 2));
                    u += dot(rgb, -0.1482, -0.2910, 0.4392) / 4;
                    v += dot(rgb, 0.4392, -0.3678, -0.0714) / 4;
                }
                frame.u().put(y * frame.strideU() + x, level(128 + u));
                frame.v().put(y * frame.strideV() + x, level(128 + v));
            }
        }
        return frame;
    }

    private static double dot(int rgb, double r, double g, double b) {
        return r * (rgb >> 16 & 0xff) + g * (rgb >> 8 & 0xff) + b * (rgb & 0xff);
    }

    private static byte level(double value) {
        return (byte) Math.max(0, Math.min(255, Math.round(value)));
    }
}
