package dev.facewire.bench.quality.clip;

import dev.facewire.client.picture.FrameSize;
import dev.facewire.media.I420Frame;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
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

    /** At another rate, forwards and backwards: from its end to its begin the face would jump, and be covered. */
    public Footage toAndFro(double rate) {
        List<I420Frame> chosen = new ArrayList<>();
        double step = fps / rate;
        for (double at = 0; Math.round(at) < frames.size(); at += step) {
            chosen.add(frames.get((int) Math.round(at)));
        }
        for (int i = chosen.size() - 2; i > 0; i--) {
            chosen.add(chosen.get(i));
        }
        return new Footage(name, path, chosen, rate);
    }

    /** In the middle of a larger grey picture. */
    public Footage within(FrameSize size) {
        return size.equals(size())
                ? this
                : new Footage(
                        name,
                        path,
                        frames.stream().map(frame -> within(frame, size)).toList(),
                        fps);
    }

    private static I420Frame within(I420Frame frame, FrameSize size) {
        int left = (size.width() - frame.width()) / 4 * 2;
        int top = (size.height() - frame.height()) / 4 * 2;
        I420Frame large = I420Frame.allocate(size.width(), size.height());
        for (ByteBuffer plane : List.of(large.y(), large.u(), large.v())) {
            for (int i = 0; i < plane.capacity(); i++) {
                plane.put(i, (byte) 128);
            }
        }
        frame.copyTo(new I420Frame(
                frame.width(),
                frame.height(),
                large.y().slice(top * large.strideY() + left, large.y().capacity() - top * large.strideY() - left),
                large.strideY(),
                chroma(large.u(), large.strideU(), left, top),
                large.strideU(),
                chroma(large.v(), large.strideV(), left, top),
                large.strideV()));
        return large;
    }

    private static ByteBuffer chroma(ByteBuffer plane, int stride, int left, int top) {
        int at = top / 2 * stride + left / 2;
        return plane.slice(at, plane.capacity() - at);
    }
}
