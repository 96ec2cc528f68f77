package dev.facewire.vision.face;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Turns the outputs of MediaPipe's short-range detector into faces. Anchors, as in the model's card: two for each cell
 * of a 16×16 grid, then six for each of an 8×8 grid. Pure.
 */
final class DetectorDecoder {
    static final int SIDE = 128;
    private static final int ANCHORS = 896;
    private static final int VALUES = 16;
    /** Two boxes that overlap more show the same face. */
    private static final double SAME_FACE = 0.3;

    private static final double[] ANCHOR_X = new double[ANCHORS];
    private static final double[] ANCHOR_Y = new double[ANCHORS];

    static {
        int n = addAnchors(0, 16, 2);
        addAnchors(n, 8, 6);
    }

    private DetectorDecoder() {}

    private static int addAnchors(int from, int cells, int each) {
        int n = from;
        for (int y = 0; y < cells; y++) {
            for (int x = 0; x < cells; x++) {
                for (int k = 0; k < each; k++) {
                    ANCHOR_X[n] = (x + 0.5) / cells;
                    ANCHOR_Y[n++] = (y + 0.5) / cells;
                }
            }
        }
        return n;
    }

    /**
     * Decodes.
     *
     * @param boxes 896 × 16: box and six points, relative to the anchor, in pixels of the 128 square
     * @param logits 896 scores before the logistic function
     * @param width of the picture that was letterboxed into the square
     * @param height of that picture
     * @param threshold least score
     * @return faces, best first, no two of the same face
     */
    static List<Detection> decode(float[] boxes, float[] logits, int width, int height, double threshold) {
        double scale = (double) SIDE / Math.max(width, height);
        int left = (SIDE - Math.max(1, (int) (width * scale + 0.5))) / 2;
        int top = (SIDE - Math.max(1, (int) (height * scale + 0.5))) / 2;
        List<Detection> all = new ArrayList<>();
        for (int i = 0; i < ANCHORS; i++) {
            double score = 1 / (1 + Math.exp(-Math.max(-60, Math.min(60, logits[i]))));
            if (score >= threshold) {
                all.add(face(boxes, i, score, scale, left, top));
            }
        }
        all.sort(Comparator.comparingDouble(Detection::score).reversed());
        List<Detection> faces = new ArrayList<>();
        for (Detection candidate : all) {
            if (faces.stream().allMatch(face -> face.box().overlap(candidate.box()) < SAME_FACE)) {
                faces.add(candidate);
            }
        }
        return faces;
    }

    private static Detection face(float[] boxes, int i, double score, double scale, int left, int top) {
        int at = i * VALUES;
        double cx = (boxes[at] + ANCHOR_X[i] * SIDE - left) / scale;
        double cy = (boxes[at + 1] + ANCHOR_Y[i] * SIDE - top) / scale;
        double w = boxes[at + 2] / scale / 2;
        double h = boxes[at + 3] / scale / 2;
        return new Detection(
                score,
                new Box(cx - w, cy - h, cx + w, cy + h),
                (boxes[at + 4] + ANCHOR_X[i] * SIDE - left) / scale,
                (boxes[at + 5] + ANCHOR_Y[i] * SIDE - top) / scale,
                (boxes[at + 6] + ANCHOR_X[i] * SIDE - left) / scale,
                (boxes[at + 7] + ANCHOR_Y[i] * SIDE - top) / scale);
    }
}
