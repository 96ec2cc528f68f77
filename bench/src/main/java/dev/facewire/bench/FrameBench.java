package dev.facewire.bench;

import dev.facewire.media.I420Frame;
import dev.facewire.media.LoopStamp;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What is done with the pixels of every frame besides the swap: a copy, and the stamp. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class FrameBench {
    @Param({"640", "1280", "1920"})
    public int width;

    private I420Frame from;
    private I420Frame to;
    private LoopStamp stamp;

    @Setup
    public void frames() {
        stamp = new LoopStamp(width, width * 9 / 16);
        from = I420Frame.allocate(width, stamp.stampedHeight());
        to = I420Frame.allocate(width, stamp.stampedHeight());
        byte[] noise = new byte[from.y().capacity()];
        new Random(1).nextBytes(noise);
        from.y().put(0, noise);
        stamp.write(from, 4711);
    }

    @Benchmark
    public I420Frame copy() {
        from.copyTo(to);
        return to;
    }

    @Benchmark
    public int readStamp() {
        return stamp.read(from);
    }

    @Benchmark
    public I420Frame writeStamp() {
        stamp.write(to, 4711);
        return to;
    }
}
