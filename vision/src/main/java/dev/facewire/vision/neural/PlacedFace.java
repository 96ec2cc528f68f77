package dev.facewire.vision.neural;

import dev.facewire.vision.engine.SwapEngine.Job;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Landmarks;
import dev.facewire.vision.model.ModelManifest;

/** A face of a frame, and where it is. */
record PlacedFace(Job job, Alignment alignment, CanvasRegion region) {
    /** Numbers of a face, as {@code models/neural_swap.py} lists them. */
    static final int NUMBERS = 8 + 6 * Outline.EDGES;

    private static final int OUTLINE = 8;
    private static final int MOUTH = OUTLINE + 3 * Outline.EDGES;
    /** A face smaller than this in the picture is none to swap. */
    private static final int LEAST_REGION = 16;

    // Over these parts of the crop the masks fade: the outline inwards; the mouth from the middle of the lips' inner
    // rim.
    private static final double FADE = 0.09;
    private static final double MOUTH_FADE = 0.025;
    /** The least opening of the lips, in crop sizes, at which the inside of a mouth is something. */
    private static final double MOUTH_OPEN = 0.008;

    /** @throws IllegalStateException where it can't be swapped */
    static PlacedFace of(Job job, ModelManifest manifest) {
        int size = manifest.input().size();
        Alignment alignment = Alignment.of(job.face(), manifest.alignment(), size);
        CanvasRegion region = CanvasRegion.of(
                alignment, size, job.frame().width(), job.frame().height());
        if (region.width() < LEAST_REGION || region.height() < LEAST_REGION) {
            throw new IllegalStateException("the face is too small to swap");
        }
        return new PlacedFace(job, alignment, region);
    }

    NeuralSource source() {
        return (NeuralSource) job.source();
    }

    NeuralTarget target() {
        return (NeuralTarget) job.target();
    }

    int area() {
        return region.width() * region.height();
    }

    /** Two faces of one frame that lie in each other's way: what the one writes back would undo the other. */
    @SuppressWarnings("ReferenceEquality") // the same memory is meant, not the same pixels
    boolean collides(PlacedFace other) {
        return job.frame().y() == other.job.frame().y() && region.overlaps(other.region);
    }

    /** The numbers about this face, in order. */
    void put(int size, float[] out) {
        Alignment here = alignment.from(region.x0(), region.y0());
        out[0] = (float) here.a();
        out[1] = (float) here.b();
        out[2] = (float) here.tx();
        out[3] = (float) here.ty();
        out[4] = region.width();
        out[5] = region.height();
        out[6] = (float) (FADE * size);
        out[7] = (float) (MOUTH_FADE * size);
        Outline.around(inCrop(FaceMesh.oval()), size, out, OUTLINE);
        double[][] lips = inCrop(FaceMesh.innerLips());
        if (job.options().mouth() && lipGap() > MOUTH_OPEN * size) {
            Outline.around(lips, 0, out, MOUTH);
        } else {
            Outline.none(out, MOUTH);
        }
    }

    /** Between the two points in the middle of the lips. */
    private double lipGap() {
        Landmarks face = job.face();
        return alignment.scale()
                * Math.hypot(
                        face.x(FaceMesh.LIP_TOP) - face.x(FaceMesh.LIP_BOTTOM),
                        face.y(FaceMesh.LIP_TOP) - face.y(FaceMesh.LIP_BOTTOM));
    }

    private double[][] inCrop(int[] vertices) {
        Landmarks face = job.face();
        double[][] points = new double[vertices.length][];
        for (int i = 0; i < vertices.length; i++) {
            double x = face.x(vertices[i]);
            double y = face.y(vertices[i]);
            points[i] = new double[] {alignment.cropX(x, y), alignment.cropY(x, y)};
        }
        return points;
    }
}
