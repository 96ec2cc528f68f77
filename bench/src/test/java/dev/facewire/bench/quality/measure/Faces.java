package dev.facewire.bench.quality.measure;

import dev.facewire.media.I420Frame;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Landmarks;
import java.util.Random;

/** Made-up faces and pictures. */
public final class Faces {
    private Faces() {}

    /** The canonical face, seen from the front, with its middle at a point. */
    public static Landmarks at(double cx, double cy, double pixelsPerCm) {
        double[] points = FaceMesh.load().points().clone();
        for (int i = 0; i < points.length; i += 3) {
            points[i] = cx + points[i] * pixelsPerCm;
            points[i + 1] = cy + points[i + 1] * pixelsPerCm;
            points[i + 2] *= pixelsPerCm;
        }
        return new Landmarks(points);
    }

    /** Smooth light and dark with some grain: what a face looks like to who does not know faces. */
    public static I420Frame picture(int width, int height, long seed) {
        Random random = new Random(seed);
        double phase = 1.7 * seed;
        I420Frame frame = I420Frame.allocate(width, height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double light = 120 + 40 * Math.sin(x / 9.0 + phase) * Math.cos(y / 7.0 - phase);
                frame.y().put(y * width + x, (byte) Math.round(light + 2 * random.nextGaussian()));
            }
        }
        for (int i = 0; i < frame.u().capacity(); i++) {
            frame.u().put(i, (byte) 120);
            frame.v().put(i, (byte) 140);
        }
        return frame;
    }

    public static I420Frame copy(I420Frame from) {
        I420Frame to = I420Frame.allocate(from.width(), from.height());
        from.copyTo(to);
        return to;
    }
}
