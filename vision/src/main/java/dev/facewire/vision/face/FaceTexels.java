package dev.facewire.vision.face;

import dev.facewire.media.I420Frame;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads a face off a picture into the mesh's own flat square, coarsely, so that faces of different frames can be compared
 * place by place whatever the head does. Only the inner face is read: no hair, no outline. Plain Java on the planes, a
 * few ten thousand reads a face. Reused from frame to frame; not thread-safe.
 */
final class FaceTexels {
    /** Texels along each side of the square: some six pixels of a face at 640×480. */
    static final int SIDE = 48;

    static final int CELLS = SIDE * SIDE;
    static final int CHANNELS = 3;

    /** The inner face: so far from the oval, in cm, and not higher than this above the middle. */
    private static final double INSIDE_CM = 1.0;

    private static final double HIGHEST_CM = 6.0;
    /** A triangle that shows less than this share of its area is too foreshortened to be read. */
    private static final double LEAST_FACING = 0.25;
    /** Samples along each side of a texel. */
    private static final int SAMPLES = 3;
    // Luma is compared as its logarithm, so that light counts as a factor: 64 units for a factor of e. Dark ones less:
    // there
    // is mostly noise.
    private static final double BLACK = 24;
    private static final double LOG_UNIT = 64;
    private static final double[] LUMA = new double[256];

    static {
        for (int i = 0; i < LUMA.length; i++) {
            LUMA[i] = LOG_UNIT * Math.log(Math.max(0, (i - 16) * 1.164 - 10) + BLACK);
        }
    }

    private final int[] triangles;
    /** For each triangle its area on the canonical face, as seen straight on. */
    private final double[] areas;

    private final double canonicalSize;
    /** The cells of the inner face. */
    private final int[] cells;

    private final int[] triangleOf;
    private final float[] weights;
    private final double[] facing;

    private final float[][] values = new float[CHANNELS][CELLS];
    private final boolean[] seen = new boolean[CELLS];

    FaceTexels(FaceMesh mesh) {
        triangles = mesh.triangles();
        areas = areas(mesh);
        facing = new double[areas.length];
        canonicalSize = size(mesh.points());
        double[] rim = mesh.distanceToOval();
        float[] corners = new float[FaceMesh.POINTS * 5];
        double[] places = places(mesh);
        for (int i = 0; i < FaceMesh.POINTS; i++) {
            corners[i * 2] = (float) rim[i];
            corners[i * 2 + 1] = (float) mesh.height(i);
        }
        MeshRaster raster = new MeshRaster(mesh, SIDE, SIDE, 2);
        raster.draw(places, corners);
        cells = java.util.stream.IntStream.range(0, CELLS)
                .filter(raster::covered)
                .filter(cell -> raster.channel(0)[cell] > INSIDE_CM && raster.channel(1)[cell] < HIGHEST_CM)
                .toArray();
        triangleOf = new int[CELLS];
        weights = new float[CELLS * 3];
        for (int cell : cells) {
            triangleOf[cell] = raster.triangle(cell);
            weigh(cell, places);
        }
    }

    /** The mesh laid flat: 468 × (x, y, 0) in cells, a cell's middle being a whole number. */
    static double[] places(FaceMesh mesh) {
        double[] places = new double[FaceMesh.POINTS * 3];
        for (int i = 0; i < FaceMesh.POINTS; i++) {
            places[i * 3] = mesh.uv()[i * 2] * SIDE - 0.5;
            places[i * 3 + 1] = mesh.uv()[i * 2 + 1] * SIDE - 0.5;
        }
        return places;
    }

    private void weigh(int cell, double[] places) {
        int t = triangleOf[cell];
        int a = triangles[t] * 3;
        int b = triangles[t + 1] * 3;
        int c = triangles[t + 2] * 3;
        double x = cell % SIDE - places[a];
        int row = cell / SIDE;
        double y = row - places[a + 1];
        double bx = places[b] - places[a];
        double by = places[b + 1] - places[a + 1];
        double cx = places[c] - places[a];
        double cy = places[c + 1] - places[a + 1];
        double twice = bx * cy - cx * by;
        double u = (x * cy - cx * y) / twice;
        double v = (bx * y - x * by) / twice;
        weights[cell * 3] = (float) (1 - u - v);
        weights[cell * 3 + 1] = (float) u;
        weights[cell * 3 + 2] = (float) v;
    }

    private static double[] areas(FaceMesh mesh) {
        double[] p = mesh.points();
        int[] triangles = mesh.triangles();
        double[] areas = new double[triangles.length / 3];
        for (int t = 0; t < triangles.length; t += 3) {
            double[] u = new double[3];
            double[] v = new double[3];
            for (int k = 0; k < 3; k++) {
                u[k] = p[triangles[t + 1] * 3 + k] - p[triangles[t] * 3 + k];
                v[k] = p[triangles[t + 2] * 3 + k] - p[triangles[t] * 3 + k];
            }
            double x = u[1] * v[2] - u[2] * v[1];
            double y = u[2] * v[0] - u[0] * v[2];
            double z = u[0] * v[1] - u[1] * v[0];
            areas[t / 3] = Math.sqrt(x * x + y * y + z * z);
        }
        return areas;
    }

    private static double size(double[] points) {
        Box box = new Landmarks(points).box();
        return box.width() * box.height();
    }

    /** The cells of the inner face. Not to be written. */
    int[] cells() {
        return cells;
    }

    /** One channel: 0 the logarithm of luma, 1 and 2 the chroma planes; overwritten by the next {@link #read}. */
    float[] channel(int index) {
        return values[index];
    }

    /** For each cell: is it turned to the viewer, and within the picture? Overwritten by the next {@link #read}. */
    boolean[] seen() {
        return seen;
    }

    /** Reads a face off its picture. */
    void read(I420Frame frame, Landmarks face) {
        double[] p = face.xyz();
        face(p);
        Arrays.fill(seen, false);
        double texel = face.box().width() / SIDE;
        double step = texel / SAMPLES;
        for (int cell : cells) {
            int t = triangleOf[cell];
            float wa = weights[cell * 3];
            float wb = weights[cell * 3 + 1];
            float wc = weights[cell * 3 + 2];
            int a = triangles[t] * 3;
            int b = triangles[t + 1] * 3;
            int c = triangles[t + 2] * 3;
            double x = wa * p[a] + wb * p[b] + wc * p[c];
            double y = wa * p[a + 1] + wb * p[b + 1] + wc * p[c + 1];
            if (facing[t / 3] > LEAST_FACING && x >= 0 && y >= 0 && x < frame.width() && y < frame.height()) {
                seen[cell] = true;
                sample(frame, cell, x, y, step);
            }
        }
    }

    private void face(double[] p) {
        double scale = size(p) / canonicalSize;
        for (int t = 0; t < triangles.length; t += 3) {
            int a = triangles[t] * 3;
            int b = triangles[t + 1] * 3;
            int c = triangles[t + 2] * 3;
            double twice = (p[b] - p[a]) * (p[c + 1] - p[a + 1]) - (p[c] - p[a]) * (p[b + 1] - p[a + 1]);
            facing[t / 3] = -twice / (areas[t / 3] * scale);
        }
    }

    private void sample(I420Frame frame, int cell, double x, double y, double step) {
        ByteBuffer luma = frame.y();
        double sum = 0;
        for (int j = -1; j <= 1; j++) {
            int row = clamp((int) (y + j * step), frame.height()) * frame.strideY();
            for (int i = -1; i <= 1; i++) {
                sum += LUMA[luma.get(row + clamp((int) (x + i * step), frame.width())) & 0xff];
            }
        }
        values[0][cell] = (float) (sum / (SAMPLES * SAMPLES));
        int cx = clamp((int) (x / 2), frame.chromaWidth());
        int cy = clamp((int) (y / 2), frame.chromaHeight());
        values[1][cell] = frame.u().get(cy * frame.strideU() + cx) & 0xff;
        values[2][cell] = frame.v().get(cy * frame.strideV() + cx) & 0xff;
    }

    private static int clamp(int at, int length) {
        return Math.max(0, Math.min(length - 1, at));
    }
}
