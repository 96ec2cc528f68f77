package dev.facewire.vision.mesh;

import dev.facewire.vision.face.Box;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Landmarks;

/**
 * Where in the picture a {@link FlowGrid} lies. It goes with the face and not with whole pixels: were it to jump from
 * pixel to pixel, the triangles' edges would fall between other cells in each frame, and the texture would flicker.
 */
record GridFrame(double x0, double y0, double x1, double y1) {
    /** Around the face, in parts of its size: the mesh's rim must not be the grid's. */
    private static final double MARGIN = 0.03;

    static GridFrame of(double[] points) {
        Box box = new Landmarks(points).box();
        double dx = MARGIN * box.width();
        double dy = MARGIN * box.height();
        return new GridFrame(box.x0() - dx, box.y0() - dy, box.x1() + dx, box.y1() + dy);
    }

    /** A horizontal place of the picture in cells. */
    double cellX(double x) {
        return (x - x0) * (FlowGrid.SIDE - 1.0) / (x1 - x0);
    }

    /** The same for a vertical place. */
    double cellY(double y) {
        return (y - y0) * (FlowGrid.SIDE - 1.0) / (y1 - y0);
    }

    /** Points of the picture in cells; z as it was. */
    double[] cells(double[] points) {
        double[] cells = points.clone();
        for (int i = 0; i < FaceMesh.POINTS * 3; i += 3) {
            cells[i] = cellX(points[i]);
            cells[i + 1] = cellY(points[i + 1]);
        }
        return cells;
    }
}
