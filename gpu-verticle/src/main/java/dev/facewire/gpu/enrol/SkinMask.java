package dev.facewire.gpu.enrol;

import dev.facewire.gpu.face.FaceMesh;
import dev.facewire.gpu.face.Landmarks;
import java.awt.image.BufferedImage;
import java.util.Arrays;

/**
 * Which points of a source face show skin, and not a fringe, an ear or the wall behind: near the rim, and high on the
 * forehead, colours that stand far from those of the middle of the face are no skin. Pure.
 */
public final class SkinMask {
    /** Points further inside than this, in cm from the oval, are the face itself. */
    private static final double CORE_CM = 3.5;
    /** Above the middle of the face, in cm: from here on hair may hang in. */
    private static final double FOREHEAD_CM = 4.5;
    /** How many times the usual spread of the core's colours is too far, and the least that counts as spread. */
    private static final double SPREADS = 3.5;

    private static final double[] LEAST_SPREAD = {12, 4, 4};

    private SkinMask() {}

    /** 1 for skin to 0 for something else, for each of the 468 points, smooth from one to the next. */
    public static float[] of(SourceFace source, FaceMesh mesh) {
        double[] distances = mesh.distanceToOval();
        boolean[] features = FaceMesh.features();
        double[][] colours = colours(source);
        boolean[] core = new boolean[FaceMesh.POINTS];
        for (int i = 0; i < core.length; i++) {
            core[i] = distances[i] > CORE_CM && mesh.height(i) < FOREHEAD_CM && !features[i];
        }
        double[] middle = new double[3];
        double[] spread = new double[3];
        for (int k = 0; k < 3; k++) {
            middle[k] = median(colours, core, k, 0);
            spread[k] = Math.max(LEAST_SPREAD[k], 1.48 * median(colours, core, k, middle[k]));
        }
        float[] skin = new float[FaceMesh.POINTS];
        for (int i = 0; i < skin.length; i++) {
            boolean suspect = !features[i] && (distances[i] < CORE_CM || mesh.height(i) > FOREHEAD_CM);
            skin[i] = suspect && far(colours[i], middle, spread) ? 0 : 1;
        }
        return smooth(skin, mesh.neighbours());
    }

    private static boolean far(double[] colour, double[] middle, double[] spread) {
        double squares = 0;
        for (int k = 0; k < 3; k++) {
            squares += Math.pow((colour[k] - middle[k]) / spread[k], 2);
        }
        return squares > SPREADS * SPREADS;
    }

    /** Luma and the two chromas around each point. */
    private static double[][] colours(SourceFace source) {
        Landmarks face = source.face();
        BufferedImage picture = source.picture();
        int radius = Math.max(1, (int) (face.eyeDistance() * 0.03));
        double[][] colours = new double[FaceMesh.POINTS][];
        for (int i = 0; i < colours.length; i++) {
            double[] sum = new double[3];
            int count = 0;
            for (int dy = -radius; dy <= radius; dy++) {
                for (int dx = -radius; dx <= radius; dx++) {
                    int x = Math.max(0, Math.min(picture.getWidth() - 1, (int) face.x(i) + dx));
                    int y = Math.max(0, Math.min(picture.getHeight() - 1, (int) face.y(i) + dy));
                    int rgb = picture.getRGB(x, y);
                    double r = rgb >> 16 & 0xff;
                    double g = rgb >> 8 & 0xff;
                    double b = rgb & 0xff;
                    double luma = 0.299 * r + 0.587 * g + 0.114 * b;
                    sum[0] += luma;
                    sum[1] += 0.564 * (b - luma);
                    sum[2] += 0.713 * (r - luma);
                    count++;
                }
            }
            colours[i] = new double[] {sum[0] / count, sum[1] / count, sum[2] / count};
        }
        return colours;
    }

    /** The median over some points of one channel's distance from a value. */
    private static double median(double[][] colours, boolean[] of, int channel, double from) {
        double[] values = new double[colours.length];
        int n = 0;
        for (int i = 0; i < colours.length; i++) {
            if (of[i]) {
                values[n++] = from == 0 ? colours[i][channel] : Math.abs(colours[i][channel] - from);
            }
        }
        Arrays.sort(values, 0, n);
        return values[n / 2];
    }

    /** Grows what is no skin by one ring of points, then softens its edge. */
    private static float[] smooth(float[] skin, int[][] neighbours) {
        float[] grown = skin.clone();
        float[] soft = new float[skin.length];
        for (int i = 0; i < skin.length; i++) {
            for (int next : neighbours[i]) {
                grown[i] = Math.min(grown[i], skin[next]);
            }
        }
        for (int i = 0; i < skin.length; i++) {
            float sum = 0;
            for (int next : neighbours[i]) {
                sum += grown[next] / neighbours[i].length;
            }
            soft[i] = Math.min(grown[i], (grown[i] + sum) / 2);
        }
        return soft;
    }
}
