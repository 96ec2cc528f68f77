package dev.facewire.vision.face;

import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One eye with its brow, the nose, or the lips, as a pattern of luma and redness over the texels. Hands have the colour of
 * skin; what gives them away is that the pattern they cover is gone. Confined to its {@link LearnedFace}.
 */
final class FaceFeature {
    /** A pattern fainter than this, as a mean square, tells nothing. */
    private static final double FAINT = 50;
    /** Less of a feature seen than this, and it is turned away. */
    private static final double LEAST_SEEN = 0.6;
    /** More of it covered than this is known, and the mask does what is needed. */
    private static final double EXPLAINED = 0.85;
    /** The red of lips counts double. */
    private static final double CHROMA = 2;

    /** So much more of a pattern must be back before it counts as there again. */
    private static final double BACK = 1.25;

    private final int[] cells;
    private final FaceTexels texels;
    private final double leastSlope;
    private final double leastCorrelation;

    /**
     * @param leastSlope less of the learnt pattern than this is there, and it is gone
     * @param leastCorrelation and it must not even resemble it
     */
    private FaceFeature(FaceMesh mesh, FaceTexels texels, double leastSlope, double leastCorrelation, int[]... groups) {
        this.texels = texels;
        this.leastSlope = leastSlope;
        this.leastCorrelation = leastCorrelation;
        double[] places = FaceTexels.places(mesh);
        Path2D hull = ConvexHull.of(Arrays.stream(groups)
                .flatMapToInt(Arrays::stream)
                .mapToObj(point -> new double[] {places[point * 3], places[point * 3 + 1]})
                .toArray(double[][]::new));
        this.cells = Arrays.stream(texels.cells())
                .filter(cell ->
                        hull.intersects(cell % FaceTexels.SIDE - 1.0, Math.floorDiv(cell, FaceTexels.SIDE) - 1.0, 2, 2))
                .toArray();
    }

    /** Blinks, speech and smiles leave more of each than these limits. */
    static List<FaceFeature> all(FaceMesh mesh, FaceTexels texels) {
        List<FaceFeature> all = new ArrayList<>();
        all.add(new FaceFeature(mesh, texels, 0.6, 0.7, FaceMesh.RIGHT_LIDS, FaceMesh.RIGHT_BROW));
        all.add(new FaceFeature(mesh, texels, 0.6, 0.7, FaceMesh.LEFT_LIDS, FaceMesh.LEFT_BROW));
        all.add(new FaceFeature(mesh, texels, 0.2, 0.35, FaceMesh.OUTER_LIPS));
        all.add(new FaceFeature(mesh, texels, 0.3, 0.4, FaceMesh.NOSE));
        return all;
    }

    /**
     * Is the learnt pattern gone, and not because colours tell that something is before it?
     *
     * @param mean what was learnt, by channel
     * @param known the cells that are seen now and were learnt
     * @param covered the cells whose colour is not the learnt one
     * @param before was something before the face in the last frame? Then more must be there again
     */
    boolean gone(float[][] mean, boolean[] known, boolean[] covered, boolean before) {
        int count = 0;
        int explained = 0;
        double[] now = new double[2];
        double[] learnt = new double[2];
        for (int cell : cells) {
            if (known[cell]) {
                count++;
                explained += covered[cell] ? 1 : 0;
                for (int k = 0; k < 2; k++) {
                    now[k] += texels.channel(2 * k)[cell];
                    learnt[k] += mean[2 * k][cell];
                }
            }
        }
        if (count < LEAST_SEEN * cells.length || explained > EXPLAINED * count) {
            return false;
        }
        double both = 0;
        double own = 0;
        double theirs = 0;
        for (int cell : cells) {
            for (int k = 0; k < 2 && known[cell]; k++) {
                double weight = k == 0 ? 1 : CHROMA;
                double a = weight * (texels.channel(2 * k)[cell] - now[k] / count);
                double b = weight * (mean[2 * k][cell] - learnt[k] / count);
                both += a * b;
                own += a * a;
                theirs += b * b;
            }
        }
        if (theirs < FAINT * count) {
            return false;
        }
        double least = before ? BACK * leastSlope : leastSlope;
        return both / theirs < least && both / Math.sqrt(own * theirs + 1) < leastCorrelation;
    }
}
