package dev.facewire.vision.mesh;

import dev.facewire.vision.face.Clamp;

/**
 * For each pixel of a region that the mesh covers: the picture bent to the source's proportions, the source's texture
 * there, and how much of it to take. Samples bilinearly. Reused; not thread-safe.
 */
final class FaceSamples {
    /** Floats a pixel: warped picture (r, g, b), source (r, g, b), alpha, feature. */
    static final int STRIDE = 8;

    static final int SOURCE = 3;
    static final int ALPHA = 6;
    static final int FEATURE = 7;

    private static final int SIDE = FlowGrid.SIDE;

    private float[] samples = {};
    private int[] from = {};
    private int[] to = {};
    /** Of each row of the grid the first and the last cell that says anything; first over last where none does. */
    private final int[] firstCell = new int[SIDE];

    private final int[] lastCell = new int[SIDE];
    /** The grid's channels at one row of pixels. */
    private final float[][] line = new float[FlowGrid.CHANNELS][SIDE];

    /** The samples of pixel (x, y) from index {@code (y * width + x) * STRIDE} on, within the row's span; longer than needed. */
    float[] samples() {
        return samples;
    }

    /** Where in a row the mesh begins, even; both rows of a pair have the same span. */
    int from(int y) {
        return from[y];
    }

    /** Where it ends: one more than the last column, even; as {@link #from} where the row has none of it. */
    int to(int y) {
        return to[y];
    }

    /**
     * Samples a face.
     *
     * @param texture of the source, as {@link RegionPixels#rgb}
     * @param side of the texture, texels
     */
    void sample(FlowGrid grid, GridFrame frame, SwapRegion region, RegionPixels picture, float[] texture, int side) {
        int width = region.width();
        int height = region.height();
        if (samples.length < width * height * STRIDE) {
            samples = new float[width * height * STRIDE];
        }
        if (from.length < height) {
            from = new int[height];
            to = new int[height];
        }
        cells(grid);
        double left = frame.cellX(region.x0() + 0.5);
        double step = frame.cellX(region.x0() + 1.5) - left;
        for (int y = 0; y < height; y += 2) {
            spans(frame, region, y, left, step);
            for (int row = y; row < y + 2; row++) {
                if (to[row] > from[row]) {
                    blend(grid, (float) frame.cellY(region.y0() + row + 0.5));
                    row(row, (float) left, (float) step, picture, texture, side);
                }
            }
        }
    }

    private void cells(FlowGrid grid) {
        float[] alpha = grid.channel(FlowGrid.ALPHA);
        float[] x = grid.channel(FlowGrid.SHIFT_X);
        float[] y = grid.channel(FlowGrid.SHIFT_Y);
        for (int row = 0; row < SIDE; row++) {
            int first = SIDE;
            int last = -1;
            for (int i = 0; i < SIDE; i++) {
                int cell = row * SIDE + i;
                if (alpha[cell] != 0 || x[cell] != 0 || y[cell] != 0) {
                    first = Math.min(first, i);
                    last = i;
                }
            }
            firstCell[row] = first;
            lastCell[row] = last;
        }
    }

    /** Of a pair of rows: from one cell before the first that counts to one behind the last. */
    private void spans(GridFrame frame, SwapRegion region, int y, double left, double step) {
        int top = Math.max(0, (int) Math.floor(frame.cellY(region.y0() + y + 0.5)));
        int bottom = Math.min(SIDE - 1, (int) Math.floor(frame.cellY(region.y0() + y + 1.5)) + 1);
        int first = SIDE;
        int last = -1;
        for (int row = top; row <= bottom; row++) {
            first = Math.min(first, firstCell[row]);
            last = Math.max(last, lastCell[row]);
        }
        int begin = 0;
        int end = 0;
        if (first <= last) {
            // cells 0 to SIDE - 2 have a right neighbour; those of the rim say nothing
            begin = Math.max(0, (int) Math.ceil((Math.max(0, first - 1) - left) / step)) & ~1;
            end = Math.min(region.width(), (int) Math.floor((Math.min(SIDE - 1, last + 1) - left) / step) + 2) & ~1;
        }
        for (int row = y; row < y + 2; row++) {
            from[row] = begin;
            to[row] = Math.max(begin, end);
        }
    }

    /** The grid's outermost rows, which say nothing, go on beyond it. */
    private void blend(FlowGrid grid, float cellY) {
        int row = Math.max(0, Math.min(SIDE - 2, (int) Math.floor(cellY)));
        float f = Math.max(0, Math.min(1, cellY - row));
        int at = row * SIDE;
        for (int c = 0; c < FlowGrid.CHANNELS; c++) {
            float[] channel = grid.channel(c);
            float[] out = line[c];
            for (int i = 0; i < SIDE; i++) {
                float above = channel[at + i];
                out[i] = above + f * (channel[at + SIDE + i] - above);
            }
        }
    }

    private void row(int y, float left, float step, RegionPixels picture, float[] texture, int side) {
        int width = picture.width();
        int height = picture.height();
        float[] rgb = picture.rgb();
        float[] out = samples;
        float[] shiftX = line[FlowGrid.SHIFT_X];
        float[] shiftY = line[FlowGrid.SHIFT_Y];
        float[] alphas = line[FlowGrid.ALPHA];
        float halfWidth = 0.5f * (width - 1);
        float halfHeight = 0.5f * (height - 1);
        int at = (y * width + from[y]) * STRIDE;
        for (int x = from[y]; x < to[y]; x++, at += STRIDE) {
            float cell = Clamp.between(0, SIDE - 1.001f, left + x * step);
            int i = (int) cell;
            float f = cell - i;
            float wx = x + halfWidth * between(shiftX, i, f);
            float wy = y + halfHeight * between(shiftY, i, f);
            bilinear(rgb, width, height, wx, wy, out, at);
            float alpha = Clamp.between(0, 1, between(alphas, i, f));
            out[at + ALPHA] = alpha;
            if (alpha > 0) {
                out[at + FEATURE] = between(line[FlowGrid.FEATURE], i, f);
                float u = (between(line[FlowGrid.TEXTURE_X], i, f) + 1) * 0.5f * side - 0.5f;
                float v = (between(line[FlowGrid.TEXTURE_Y], i, f) + 1) * 0.5f * side - 0.5f;
                bilinear(texture, side, side, u, v, out, at + SOURCE);
            }
        }
    }

    private static float between(float[] values, int i, float f) {
        return values[i] + f * (values[i + 1] - values[i]);
    }

    /** Three channels of a picture at a place, whole numbers being the middles of its pixels; its edge goes on beyond it. */
    private static void bilinear(float[] rgb, int width, int height, float x, float y, float[] out, int at) {
        float inX = Clamp.between(0, width - 1, x);
        float inY = Clamp.between(0, height - 1, y);
        int i = Math.min(width - 2, (int) inX);
        int j = Math.min(height - 2, (int) inY);
        float fx = inX - i;
        float fy = inY - j;
        int a = (j * width + i) * RegionPixels.CHANNELS;
        int b = a + width * RegionPixels.CHANNELS;
        float gx = 1 - fx;
        float wa = gx * (1 - fy);
        float wb = fx * (1 - fy);
        float wc = gx * fy;
        float wd = fx * fy;
        out[at] = wa * rgb[a] + wb * rgb[a + 3] + wc * rgb[b] + wd * rgb[b + 3];
        out[at + 1] = wa * rgb[a + 1] + wb * rgb[a + 4] + wc * rgb[b + 1] + wd * rgb[b + 4];
        out[at + 2] = wa * rgb[a + 2] + wb * rgb[a + 5] + wc * rgb[b + 2] + wd * rgb[b + 5];
    }
}
