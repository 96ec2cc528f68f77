package dev.facewire.it.process;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.FrameGrabber;

/** A side-by-side clip as the client writes it: sent on the left, returned on the right. */
public final class PairedClip {

    /** One pair of pictures of the same moment, as BGR. */
    public record Pair(Picture sent, Picture returned) {}

    /** A picture of {@code width * height * 3} bytes, BGR. */
    public static final class Picture {
        public final int width;
        public final int height;
        private final byte[] bgr;

        public Picture(int width, int height, byte[] bgr) {
            this.width = width;
            this.height = height;
            this.bgr = bgr;
        }

        public static Picture of(BufferedImage image) {
            byte[] bgr = new byte[image.getWidth() * image.getHeight() * 3];
            for (int y = 0; y < image.getHeight(); y++) {
                for (int x = 0; x < image.getWidth(); x++) {
                    int rgb = image.getRGB(x, y);
                    for (int c = 0; c < 3; c++) {
                        bgr[(y * image.getWidth() + x) * 3 + c] = (byte) (rgb >> (8 * c));
                    }
                }
            }
            return new Picture(image.getWidth(), image.getHeight(), bgr);
        }

        public int at(int x, int y, int channel) {
            return bgr[(y * width + x) * 3 + channel] & 0xff;
        }

        /** Mean absolute difference to another picture over a rectangle, in levels of 255. */
        public double difference(Picture other, int x0, int y0, int x1, int y1) {
            long sum = 0;
            for (int y = y0; y < y1; y++) {
                for (int x = x0; x < x1; x++) {
                    for (int c = 0; c < 3; c++) {
                        sum += Math.abs(at(x, y, c) - other.at(x, y, c));
                    }
                }
            }
            return (double) sum / (3.0 * (x1 - x0) * (y1 - y0));
        }
    }

    private PairedClip() {}

    /** Every {@code step}th pair. */
    public static List<Pair> read(Path file, int step) throws FrameGrabber.Exception {
        avutil.av_log_set_level(avutil.AV_LOG_ERROR);
        List<Pair> pairs = new ArrayList<>();
        try (FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(file.toFile())) {
            grabber.setPixelFormat(avutil.AV_PIX_FMT_BGR24);
            grabber.start();
            int index = 0;
            for (Frame frame = grabber.grabImage(); frame != null; frame = grabber.grabImage()) {
                if (index++ % step == 0) {
                    pairs.add(new Pair(half(frame, 0), half(frame, 1)));
                }
            }
        }
        return pairs;
    }

    private static Picture half(Frame frame, int which) {
        int width = frame.imageWidth / 2;
        int height = frame.imageHeight;
        byte[] bgr = new byte[width * height * 3];
        ByteBuffer pixels = (ByteBuffer) frame.image[0];
        for (int y = 0; y < height; y++) {
            pixels.get(y * frame.imageStride + which * width * 3, bgr, y * width * 3, width * 3);
        }
        return new Picture(width, height, bgr);
    }
}
