package dev.facewire.vision.face;

import dev.facewire.media.I420Frame;
import java.util.List;

/**
 * Notices when something moves beside the faces that are followed: a cheap look at the luma of a coarse grid of the
 * picture, compared with the picture before. Not thread-safe.
 */
final class SceneChange {
    private static final int COLUMNS = 32;
    private static final int ROWS = 24;
    /** Samples along each side of a cell; their mean quiets the camera's noise. */
    private static final int SAMPLES = 4;
    /** Levels of luma that a cell must change by: some five times the noise of a webcam's mean. */
    private static final int CHANGE = 8;
    /** So many cells, and it is no flicker of a lamp on a wall: a hundredth of the picture. */
    private static final int CELLS = 6;
    /** A followed face moves its surroundings along: shoulders, hair. In sizes of its box, to each side. */
    private static final double MARGIN = 0.5;

    /** Columns that count as an edge: a sixth of the picture, and so many cells in them are somebody who comes in. */
    private static final int EDGE_COLUMNS = 5;

    private static final int EDGE_CELLS = 3;

    private int[] before;
    private int leftCells;
    private int rightCells;

    /** Did something change outside of these faces since the last call? The first picture is a change. */
    boolean beside(List<FaceTrack> tracks, I420Frame frame) {
        int[] now = means(frame);
        int[] last = before;
        before = now;
        if (last == null) {
            return true;
        }
        int changed = 0;
        leftCells = 0;
        rightCells = 0;
        for (int i = 0; i < now.length; i++) {
            if (Math.abs(now[i] - last[i]) >= CHANGE * SAMPLES * SAMPLES && !followed(tracks, i, frame)) {
                changed++;
                leftCells += i % COLUMNS < EDGE_COLUMNS ? 1 : 0;
                rightCells += i % COLUMNS >= COLUMNS - EDGE_COLUMNS ? 1 : 0;
            }
        }
        return changed >= CELLS || at(EdgeMirror.Side.LEFT) || at(EdgeMirror.Side.RIGHT);
    }

    /** Did it change at that edge, in the last call of {@link #beside}? */
    boolean at(EdgeMirror.Side side) {
        return (side == EdgeMirror.Side.LEFT ? leftCells : rightCells) >= EDGE_CELLS;
    }

    private static boolean followed(List<FaceTrack> tracks, int cell, I420Frame frame) {
        double x = (cell % COLUMNS + 0.5) * frame.width() / COLUMNS;
        int row = cell / COLUMNS;
        double y = (row + 0.5) * frame.height() / ROWS;
        for (FaceTrack track : tracks) {
            Box box = track.face().box();
            if (Math.abs(x - box.centreX()) < (0.5 + MARGIN) * box.width()
                    && Math.abs(y - box.centreY()) < (0.5 + MARGIN) * box.height()) {
                return true;
            }
        }
        return false;
    }

    private static int[] means(I420Frame frame) {
        int[] sums = new int[COLUMNS * ROWS];
        for (int row = 0; row < ROWS * SAMPLES; row++) {
            int y = (2 * row + 1) * frame.height() / (2 * ROWS * SAMPLES);
            for (int column = 0; column < COLUMNS * SAMPLES; column++) {
                int x = (2 * column + 1) * frame.width() / (2 * COLUMNS * SAMPLES);
                sums[row / SAMPLES * COLUMNS + column / SAMPLES] += frame.y().get(y * frame.strideY() + x) & 0xff;
            }
        }
        return sums;
    }
}
