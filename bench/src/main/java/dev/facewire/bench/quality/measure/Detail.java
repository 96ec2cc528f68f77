package dev.facewire.bench.quality.measure;

import dev.facewire.media.I420Frame;
import dev.facewire.vision.face.Box;
import dev.facewire.vision.face.Landmarks;
import java.util.ArrayList;
import java.util.List;

/** Tells from two pictures what was done between them. Pure. */
public final class Detail {
    private static final int CELLS = 48;
    /**
     * Neighbours within a mosaic's cell are alike: without a codec between their middle difference is 0, where a swapped
     * face has 1.1 to 1.9 times, and one on which a mosaic fades .35 to 1.4 times what the sent one has.
     */
    private static final double MOSAIC = 0.6;

    /** A shield reaches .75 of the face from its middle. */
    private static final double REACH = 0.8;

    private Detail() {}

    /** Does a mosaic lie over the face, in what came back? */
    public static boolean mosaic(I420Frame sent, I420Frame returned, Landmarks face) {
        double before = contrast(sent, face);
        return before > 0 && contrast(returned, face) / before < MOSAIC;
    }

    /** How much neighbours a 48th of the face apart differ: the percentile 60 over the face's middle. */
    static double contrast(I420Frame frame, Landmarks face) {
        Box box = face.box();
        double dx = box.width() / CELLS;
        double dy = box.height() / CELLS;
        List<Double> differences = new ArrayList<>();
        for (int y = CELLS / 6; y < CELLS * 5 / 6; y++) {
            for (int x = CELLS / 6; x < CELLS * 5 / 6; x++) {
                double px = box.x0() + x * dx;
                double py = box.y0() + y * dy;
                if (px >= 1 && py >= 1 && px < frame.width() - 1 && py < frame.height() - 1) {
                    differences.add(
                            Math.abs(Planes.luma(frame, px + dx / 2, py) - Planes.luma(frame, px - dx / 2, py)));
                }
            }
        }
        return Series.percentile(
                differences.stream().mapToDouble(Double::doubleValue).toArray(), 0.6);
    }

    /** The mean difference of two pictures beside the faces, in levels: what the way there and back does by itself. */
    public static double beside(I420Frame sent, I420Frame returned, Truth truth) {
        double sum = 0;
        int count = 0;
        for (int y = 2; y < sent.height(); y += 5) {
            for (int x = 2; x < sent.width(); x += 5) {
                if (!near(truth, x, y)) {
                    sum += Math.abs((sent.y().get(y * sent.strideY() + x) & 0xff)
                            - (returned.y().get(y * returned.strideY() + x) & 0xff));
                    count++;
                }
            }
        }
        return count == 0 ? 0 : sum / count;
    }

    /** Within a face or a shield over it. */
    private static boolean near(Truth truth, int x, int y) {
        for (Landmarks face : truth.faces()) {
            Box box = face.box();
            double reach = REACH * Math.max(box.width(), box.height());
            if (Math.abs(x - box.centreX()) < reach && Math.abs(y - box.centreY()) < reach) {
                return true;
            }
        }
        return false;
    }
}
