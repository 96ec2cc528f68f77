package dev.facewire.client.capture;

import dev.facewire.client.picture.FrameSize;
import dev.facewire.media.I420Frame;

/** A moving picture without a face: waves that drift, and a bright bar that goes round every two seconds. */
final class PatternInput implements VideoInput {
    private static final int MID_GREY = 126;
    private static final int AMPLITUDE = 45;
    private static final double BAR_SECONDS = 2;

    private final FrameSize size;
    private final double fps;
    private final I420Frame picture;
    private final byte[] row;
    private long index = -1;

    PatternInput(FrameSize size, double fps) {
        this.size = size;
        this.fps = fps;
        this.picture = I420Frame.allocate(size.width(), size.height());
        this.row = new byte[size.width()];
    }

    @Override
    public FrameSize size() {
        return size;
    }

    @Override
    public double fps() {
        return fps;
    }

    @Override
    public boolean live() {
        return false;
    }

    @Override
    public I420Frame next() {
        index++;
        double phase = 2 * Math.PI * index / fps / BAR_SECONDS;
        int barWidth = Math.max(2, size.width() / 20);
        int bar = (int) (index / fps / BAR_SECONDS % 1 * size.width());
        int[] across = wave(size.width(), 7, phase);
        int[] down = wave(size.height(), 5, -phase);
        for (int y = 0; y < size.height(); y++) {
            for (int x = 0; x < size.width(); x++) {
                int luma = Math.floorMod(x - bar, size.width()) < barWidth ? 220 : MID_GREY + across[x] + down[y];
                row[x] = (byte) luma;
            }
            picture.y().put(y * picture.strideY(), row);
        }
        for (int y = 0; y < picture.chromaHeight(); y++) {
            for (int x = 0; x < picture.chromaWidth(); x++) {
                picture.u().put(y * picture.strideU() + x, (byte) (128 + across[Math.min(2 * x, size.width() - 1)]));
                picture.v().put(y * picture.strideV() + x, (byte) (128 + down[Math.min(2 * y, size.height() - 1)]));
            }
        }
        return picture;
    }

    @Override
    public long ptsNanos() {
        return (long) (index * 1e9 / fps);
    }

    @Override
    public boolean rewind() {
        index = -1;
        return true;
    }

    @Override
    public void close() {
        // nothing is held
    }

    private static int[] wave(int length, int waves, double phase) {
        int[] wave = new int[length];
        for (int i = 0; i < length; i++) {
            wave[i] = (int) Math.round(AMPLITUDE * Math.sin(waves * 2 * Math.PI * i / length + phase));
        }
        return wave;
    }
}
