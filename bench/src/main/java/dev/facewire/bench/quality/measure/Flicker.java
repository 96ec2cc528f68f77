package dev.facewire.bench.quality.measure;

import dev.facewire.bench.quality.identity.FaceAlignment;
import java.util.ArrayList;
import java.util.List;

/**
 * How much a stabilised crop of the face changes against the mean of its neighbours in time: fine (pixel by pixel) and
 * coarse (after a blur). The ratio of a returned clip's to the sent one's tells flicker that the swap added. Pure.
 */
public final class Flicker {
    public static final int SIDE = 96;
    /** The blur before the coarse figure, in pixels of the crop. */
    private static final double SIGMA = 8;

    private static final boolean[] MASK = ellipse();

    private final List<Double> fine = new ArrayList<>();
    private final List<Double> coarse = new ArrayList<>();

    private static boolean[] ellipse() {
        boolean[] mask = new boolean[SIDE * SIDE];
        for (int i = 0; i < mask.length; i++) {
            double x = (i % SIDE - 48) / 30.0;
            double y = (Math.floorDiv(i, SIDE) - 52) / 40.0;
            mask[i] = x * x + y * y <= 1;
        }
        return mask;
    }

    /** From a picture to the crop, by five points of the face that were calmed before. */
    public static Affine crop(double[][] five) {
        double scale = (double) SIDE / FaceAlignment.SIDE;
        Affine fit = FaceAlignment.toTemplate(five);
        return fit.then(new Affine(scale, 0, 48 - 56 * scale, 0, scale, 0.53 * SIDE - 60 * scale));
    }

    /** Takes three crops that follow each other. */
    public void add(float[] before, float[] now, float[] after) {
        double squares = 0;
        int count = 0;
        float[] change = new float[now.length];
        for (int i = 0; i < now.length; i++) {
            change[i] = now[i] - 0.5f * (before[i] + after[i]);
            if (MASK[i]) {
                squares += change[i] * change[i];
                count++;
            }
        }
        fine.add(squares / count);
        float[] smooth = Blur.gauss(change, SIDE, SIDE, SIGMA); // a blur of differences is the difference of blurs
        squares = 0;
        for (int i = 0; i < smooth.length; i++) {
            if (MASK[i]) {
                squares += smooth[i] * smooth[i];
            }
        }
        coarse.add(squares / count);
    }

    public double fine() {
        return Series.mean(fine.stream().mapToDouble(Double::doubleValue).toArray());
    }

    public double coarse() {
        return Series.mean(coarse.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
