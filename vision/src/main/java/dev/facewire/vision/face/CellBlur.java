package dev.facewire.vision.face;

/** Quiets single cells of a face's flat square: two passes of a box of three, over the cells that count. Not thread-safe. */
final class CellBlur {
    private static final int SIDE = FaceTexels.SIDE;

    private final float[] values = new float[FaceTexels.CELLS];
    private final float[] weights = new float[FaceTexels.CELLS];
    private final float[] scratch = new float[FaceTexels.CELLS];

    /** What is blurred; to be filled before {@link #over}, 0 in cells that do not count. */
    float[] values() {
        return values;
    }

    /** Blurs; each cell becomes the mean of those near it that count. */
    void over(boolean[] counting) {
        for (int i = 0; i < weights.length; i++) {
            weights[i] = counting[i] ? 1 : 0;
        }
        for (int pass = 0; pass < 2; pass++) {
            box(values);
            box(weights);
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = weights[i] > 0.1f ? values[i] / weights[i] : 0;
        }
    }

    private void box(float[] cells) {
        for (int i = 1; i < cells.length - 1; i++) {
            scratch[i] = (cells[i - 1] + cells[i] + cells[i + 1]) / 3;
        }
        for (int i = SIDE + 1; i < cells.length - SIDE - 1; i++) {
            cells[i] = (scratch[i - SIDE] + scratch[i] + scratch[i + SIDE]) / 3;
        }
    }
}
