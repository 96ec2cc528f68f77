package dev.facewire.vision.mesh;

import dev.facewire.vision.face.Landmarks;

/**
 * The eyes of one face before the camera: they are the source's, but look where the person looks, and the person's own
 * lids come in as they close. Remembers how far the eyes are open at most. Not thread-safe.
 */
final class Gaze {
    // The person's lids fade in as the opening falls from 80 % to 20 % of the widest: slowly, or a blink flickers more
    // than the person's.
    private static final double OPEN = 0.8;
    private static final double CLOSED = 0.2;
    /** The widest opening is forgotten this slowly, and grows at most this fast, so that one bad frame does no harm. */
    private static final double FORGET = 0.9995;

    private static final double GROW = 1.02;
    private static final double GROW_BY = 0.0005;

    /** How far around its middle the iris is moved along, in iris radii. */
    private static final double REACH = 1.25;

    private final double[] widest = new double[2];

    /** How far an eye counts as closed, 0 to 1; eye 0 is the person's right one. */
    double closed(Landmarks face, int eye) {
        double opening = face.lidOpening(eye);
        widest[eye] = widest[eye] == 0
                ? opening
                : Math.max(widest[eye] * FORGET, Math.min(opening, widest[eye] * GROW + GROW_BY));
        return 1 - Smooth.step((opening / Math.max(widest[eye], 1e-6) - CLOSED) / (OPEN - CLOSED));
    }

    /**
     * Moves the source's iris to where the person's is.
     *
     * @param grid drawn
     * @param eye flags of the eye's vertices
     * @param x the person's iris in the bent face, in cells
     * @param y the person's iris in the bent face, in cells
     * @param radius of the iris in cells
     * @param textureX where the source's iris is in its texture, −1 to 1
     * @param textureY where the source's iris is in its texture, −1 to 1
     */
    static void look(
            FlowGrid grid, boolean[] eye, double x, double y, double radius, double textureX, double textureY) {
        int side = FlowGrid.SIDE;
        int cx = (int) Math.round(x);
        int cy = (int) Math.round(y);
        if (cx < 1 || cy < 1 || cx >= side - 1 || cy >= side - 1) {
            return;
        }
        float[] tx = grid.channel(FlowGrid.TEXTURE_X);
        float[] ty = grid.channel(FlowGrid.TEXTURE_Y);
        float dx = (float) textureX - at(tx, x, y);
        float dy = (float) textureY - at(ty, x, y);
        double r = Math.max(1, radius);
        int far = (int) Math.ceil(3.5 * r);
        double spread = 2 * REACH * r * REACH * r;
        for (int row = Math.max(1, cy - far); row <= Math.min(side - 2, cy + far); row++) {
            for (int column = Math.max(1, cx - far); column <= Math.min(side - 2, cx + far); column++) {
                int cell = row * side + column;
                double share = inside(grid, eye, cell);
                if (share > 0) {
                    double squares = (column - x) * (column - x) + (row - y) * (row - y);
                    double weight = share * Math.exp(-Math.pow(squares / spread, 1.5));
                    tx[cell] += (float) (weight * dx);
                    ty[cell] += (float) (weight * dy);
                }
            }
        }
    }

    /** Share of the cells around that are within the eye. */
    private static double inside(FlowGrid grid, boolean[] eye, int cell) {
        int within = 0;
        for (int dy = -FlowGrid.SIDE; dy <= FlowGrid.SIDE; dy += FlowGrid.SIDE) {
            for (int dx = -1; dx <= 1; dx++) {
                within += grid.within(cell + dy + dx, eye) ? 1 : 0;
            }
        }
        return within / 9.0;
    }

    private static float at(float[] values, double x, double y) {
        int x0 = (int) Math.floor(x);
        int y0 = (int) Math.floor(y);
        float u = (float) (x - x0);
        float v = (float) (y - y0);
        int i = y0 * FlowGrid.SIDE + x0;
        float upper = values[i] + u * (values[i + 1] - values[i]);
        float lower = values[i + FlowGrid.SIDE] + u * (values[i + FlowGrid.SIDE + 1] - values[i + FlowGrid.SIDE]);
        return upper + v * (lower - upper);
    }
}
