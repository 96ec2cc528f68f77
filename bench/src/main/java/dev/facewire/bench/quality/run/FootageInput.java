package dev.facewire.bench.quality.run;

import dev.facewire.bench.quality.clip.Footage;
import dev.facewire.client.capture.VideoInput;
import dev.facewire.client.picture.FrameSize;
import dev.facewire.media.I420Frame;

/** Decoded frames as an input of the client. Used by one thread at a time. */
public final class FootageInput implements VideoInput {
    private final Footage footage;
    private final double speed;
    private int next;

    /** @param speed 1 for the clip's own, 0.5 for half of it */
    public FootageInput(Footage footage, double speed) {
        this.footage = footage;
        this.speed = speed;
    }

    @Override
    public FrameSize size() {
        return footage.size();
    }

    @Override
    public double fps() {
        return footage.fps() * speed;
    }

    @Override
    public boolean live() {
        return false;
    }

    @Override
    public I420Frame next() {
        return next < footage.frames().size() ? footage.frames().get(next++) : null;
    }

    @Override
    public long ptsNanos() {
        return nanos(next - 1);
    }

    private long nanos(int index) {
        return Math.round(footage.nanos(index) / speed);
    }

    /** The frame that is due at a time. */
    int indexAt(long mediaNanos) {
        return (int) Math.round(mediaNanos * speed * footage.fps() / 1e9);
    }

    @Override
    public boolean rewind() {
        next = 0;
        return true;
    }

    @Override
    public void close() {
        // Frames belong to the footage.
    }
}
