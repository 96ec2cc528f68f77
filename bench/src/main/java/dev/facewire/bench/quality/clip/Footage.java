package dev.facewire.bench.quality.clip;

import dev.facewire.client.picture.FrameSize;
import dev.facewire.rtc.frame.I420Frame;
import java.nio.file.Path;
import java.util.List;

/**
 * A piece of a clip, decoded.
 *
 * @param name for tables and file names
 * @param frames upright, of one size; not to be written
 * @param fps frames a second
 */
public record Footage(String name, Path path, List<I420Frame> frames, double fps) {
    public Footage {
        frames = List.copyOf(frames);
    }

    public FrameSize size() {
        return new FrameSize(frames.get(0).width(), frames.get(0).height());
    }

    /** When a frame is due, from the first one. */
    public long nanos(int index) {
        return Math.round(index * 1e9 / fps);
    }
}
