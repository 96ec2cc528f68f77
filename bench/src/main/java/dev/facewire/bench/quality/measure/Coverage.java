package dev.facewire.bench.quality.measure;

import dev.facewire.media.I420Frame;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Landmarks;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.nio.ByteBuffer;

/**
 * Compares a frame that came back with the one that was sent, where it is known that a real face is: how much of the
 * face is still as it was, and how much of what stands before it is not. Works on a grid of {@value #CELLS} cells over
 * the face, so that it costs the same for every size. Pure.
 */
public final class Coverage {
    private static final int CELLS = 96;
    /** Differences are averaged over squares of 2·6+1 cells: an eighth of the face. */
    private static final int RADIUS = 6;
    /** Unchanged islands smaller than a fifth of the face are meant to be there: the inside of the mouth, eyes. */
    private static final int ISLAND = 10;
    /** Mean difference in levels under which a place counts as unchanged, without a codec between. */
    private static final double SAME = 1.5;
    /** … above which something before the face counts as painted over. */
    private static final double PAINTED = 6;
    /**
     * Where a codec is between, differences keep their signs over squares of 2·2+1 cells: what it adds goes both ways and
     * leaves about a third of its mean there, what a swap changes does not.
     */
    private static final int NEAR = 2;
    /** How much of the codec's own mean difference is put on top. */
    private static final double NOISE_SHARE = 0.4;
    /** A picture of less contrast than this (standard deviation of luma) shows no face to anyone. */
    private static final double DARK = 3;

    /**
     * What was found at one face.
     *
     * @param visible share of the face's core that is in the picture, not covered and light enough to be seen
     * @param bare share of the visible part that came back as it was
     * @param occluded share of the core that something stands before
     * @param painted share of what stands before it that came back changed
     */
    public record Found(double visible, double bare, double occluded, double painted) {}

    private final FaceCore core;

    public Coverage(FaceMesh mesh) {
        core = new FaceCore(mesh);
    }

    /**
     * Looks at one face.
     *
     * @param truth where the real face is
     * @param occluder what stands before it, or null
     * @param noise mean difference that the way there and back makes anywhere, in levels; 0 without a codec
     * @param badge whether the frame that came back has the badge in its corner, which is left out
     */
    public Found look(I420Frame sent, I420Frame returned, Landmarks truth, Mask occluder, double noise, boolean badge) {
        Path2D outline = core.outline(truth);
        Rectangle2D box = outline.getBounds2D();
        double step = Math.max(box.getWidth(), box.getHeight()) / CELLS;
        if (!(step > 0)) {
            return new Found(0, 0, 0, 0);
        }
        boolean[] inside = new boolean[CELLS * CELLS];
        boolean[] covered = new boolean[CELLS * CELLS];
        float[][] differences = new float[3][CELLS * CELLS];
        double[] light = new double[CELLS * CELLS];
        int whole = 0;
        int visible = 0;
        int before = 0;
        for (int i = 0; i < inside.length; i++) {
            double x = box.getX() + (i % CELLS + 0.5) * step;
            double y = box.getY() + (Math.floorDiv(i, CELLS) + 0.5) * step;
            boolean in = outline.contains(x, y);
            whole += in ? 1 : 0;
            boolean here = x >= 0 && y >= 0 && x < sent.width() && y < sent.height() && !(badge && badge(sent, x, y));
            int column = (int) x;
            int row = (int) y;
            covered[i] = in && here && occluder != null && occluder.at(column, row);
            inside[i] = in && here && !covered[i];
            if (here) {
                difference(sent, returned, column, row, differences, i);
            }
            if (inside[i]) {
                light[visible++] = sent.y().get(row * sent.strideY() + column) & 0xff;
            }
            before += covered[i] ? 1 : 0;
        }
        float[] mean = Blur.box(largest(differences, noise > 0), CELLS, CELLS, RADIUS);
        boolean[] changed = closed(over(mean, SAME + NOISE_SHARE * noise));
        boolean[] painted = over(mean, PAINTED + NOISE_SHARE * noise);
        int same = 0;
        int paint = 0;
        for (int i = 0; i < inside.length; i++) {
            same += inside[i] && !changed[i] ? 1 : 0;
            paint += covered[i] && painted[i] ? 1 : 0;
        }
        boolean dark = Series.deviation(java.util.Arrays.copyOf(light, visible)) < DARK;
        return new Found(
                dark || whole == 0 ? 0 : (double) visible / whole,
                visible == 0 ? 0 : (double) same / visible,
                whole == 0 ? 0 : (double) before / whole,
                before == 0 ? 0 : (double) paint / before);
    }

    /** The corner in which {@code gpu.shield.Badge} draws. */
    private static boolean badge(I420Frame frame, double x, double y) {
        return x < Math.max(24, 0.12 * frame.height()) && y < Math.max(18, 0.09 * frame.height());
    }

    /** The three planes' differences. */
    private static void difference(I420Frame a, I420Frame b, int x, int y, float[][] differences, int cell) {
        differences[0][cell] = level(a.y(), y * a.strideY() + x) - level(b.y(), y * b.strideY() + x);
        differences[1][cell] = level(a.u(), y / 2 * a.strideU() + x / 2) - level(b.u(), y / 2 * b.strideU() + x / 2);
        differences[2][cell] = level(a.v(), y / 2 * a.strideV() + x / 2) - level(b.v(), y / 2 * b.strideV() + x / 2);
    }

    /** Of the planes' differences at each cell the largest, without its sign. */
    private static float[] largest(float[][] differences, boolean coded) {
        float[] largest = new float[CELLS * CELLS];
        for (float[] plane : differences) {
            float[] near = coded ? Blur.box(plane, CELLS, CELLS, NEAR) : plane;
            for (int i = 0; i < largest.length; i++) {
                largest[i] = Math.max(largest[i], Math.abs(near[i]));
            }
        }
        return largest;
    }

    private static int level(ByteBuffer plane, int index) {
        return plane.get(index) & 0xff;
    }

    private static boolean[] over(float[] values, double limit) {
        boolean[] flags = new boolean[values.length];
        for (int i = 0; i < values.length; i++) {
            flags[i] = values[i] > limit;
        }
        return flags;
    }

    /** Fills gaps of up to 2·ISLAND+1 cells. */
    private static boolean[] closed(boolean[] flags) {
        return grown(grown(flags, true), false);
    }

    /** Grows the cells that have this value by {@link #ISLAND} to each side. */
    private static boolean[] grown(boolean[] flags, boolean value) {
        float[] ones = new float[flags.length];
        for (int i = 0; i < flags.length; i++) {
            ones[i] = flags[i] == value ? 1 : 0;
        }
        float[] mean = Blur.box(ones, CELLS, CELLS, ISLAND);
        boolean[] out = new boolean[flags.length];
        for (int i = 0; i < flags.length; i++) {
            out[i] = mean[i] > 1e-6 == value;
        }
        return out;
    }
}
