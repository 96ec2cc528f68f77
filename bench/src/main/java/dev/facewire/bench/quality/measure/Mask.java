package dev.facewire.bench.quality.measure;

/**
 * A flag for each pixel of a picture.
 *
 * @param flags row by row
 */
@SuppressWarnings("ArrayRecordComponent") // large, handed over, never compared
public record Mask(int width, int height, boolean[] flags) {

    public boolean at(int x, int y) {
        return x >= 0 && y >= 0 && x < width && y < height && flags[y * width + x];
    }
}
