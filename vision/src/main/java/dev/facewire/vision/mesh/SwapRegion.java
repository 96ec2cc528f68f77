package dev.facewire.vision.mesh;

import dev.facewire.vision.face.Box;
import dev.facewire.vision.face.Landmarks;

/** The region of a picture that a face is swapped in, in pixels, with even corners for the chroma planes. */
record SwapRegion(int x0, int y0, int x1, int y1) {

    /** The region of a face, within its picture. */
    static SwapRegion of(double[] points, int frameWidth, int frameHeight) {
        Box box = new Landmarks(points).box();
        int x0 = Math.max(0, (int) Math.floor(box.x0()) - 2) & ~1;
        int y0 = Math.max(0, (int) Math.floor(box.y0()) - 2) & ~1;
        int x1 = Math.min(frameWidth, (int) Math.ceil(box.x1()) + 4) & ~1;
        int y1 = Math.min(frameHeight, (int) Math.ceil(box.y1()) + 4) & ~1;
        return new SwapRegion(x0, y0, x1, y1);
    }

    int width() {
        return x1 - x0;
    }

    int height() {
        return y1 - y0;
    }

    /** The same, grown to a size and moved back into the picture, which must be large enough. */
    SwapRegion grown(int width, int height, int frameWidth, int frameHeight) {
        int left = Math.max(0, Math.min(x0, (frameWidth & ~1) - width));
        int top = Math.max(0, Math.min(y0, (frameHeight & ~1) - height));
        return new SwapRegion(left, top, left + width, top + height);
    }

    /** A distance to the right, in the units in which the region is 2 wide. */
    float normalX(double dx) {
        return (float) (dx * 2 / (width() - 1));
    }

    /** A distance down, in the units in which the region is 2 high. */
    float normalY(double dy) {
        return (float) (dy * 2 / (height() - 1));
    }
}
