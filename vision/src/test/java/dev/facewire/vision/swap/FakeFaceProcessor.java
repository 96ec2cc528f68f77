package dev.facewire.vision.swap;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.worker.InspectReply;
import dev.facewire.vision.enrol.Enroller;
import dev.facewire.vision.enrol.SourceFace;
import dev.facewire.vision.swap.FrameOutcome.Verdict;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Turns luma over instead of swapping, and blackens where no face may be shown. Fails when told to. */
public final class FakeFaceProcessor implements FaceProcessor {
    public volatile boolean throwing;
    /** Throws what a device that ran out of memory throws. */
    public volatile boolean fatal;
    /** Thrown when it is warmed up. */
    public volatile RuntimeException inWarmUp;

    public volatile boolean closed;
    /** What it does while it reads photos, on the thread that does so … */
    public volatile Runnable reading = () -> {};
    /** … and while it looks at them, on the device's. */
    public volatile Runnable looking = () -> {};
    /** Frames so far. */
    public volatile long frames;
    /** How long a frame takes. */
    public volatile long workMs;

    /** A face was given to a session that was closed: nobody would ever close that one. */
    public volatile boolean faceAfterClose;

    private final class Session implements FaceSession {
        private boolean revoked;
        private boolean sessionClosed;

        @Override
        public void face(SourceFace face) {
            faceAfterClose |= sessionClosed;
            revoked = false;
        }

        @Override
        public void engine(String name) {
            if (!name.equals("mesh")) {
                throw new Fault(ErrorCode.NO_MODEL, "no " + name);
            }
        }

        @Override
        public void revoke() {
            revoked = true;
        }

        @Override
        public void close() {
            revoked = true;
            sessionClosed = true;
        }
    }

    @Override
    public List<String> models() {
        return List.of("mesh");
    }

    @Override
    public List<EngineSpeed> warmUp() {
        if (inWarmUp != null) {
            throw inWarmUp;
        }
        return List.of(new EngineSpeed("mesh", 1));
    }

    @Override
    public Enroller enroller() {
        return (images, network) -> {
            reading.run();
            return network.run("look", () -> look(images));
        };
    }

    private InspectReply look(List<byte[]> images) {
        looking.run();
        if (images.get(0).length < 10) {
            throw new Fault(ErrorCode.NO_FACE, "no face");
        }
        return new InspectReply(images.get(0), 1, 1, 0, List.of());
    }

    @Override
    public FaceSession open(SourceFace face, String engine) {
        return new Session();
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // only the device's thread writes
    public void process(List<FrameJob> jobs) {
        if (throwing) {
            throw new IllegalStateException("on purpose");
        }
        if (fatal) {
            throw new IllegalStateException("CUDA out of memory, on purpose");
        }
        for (FrameJob job : jobs) {
            work();
            frames++;
            boolean revoked = ((Session) job.session()).revoked;
            var y = job.frame().y();
            for (int i = 0; i < y.capacity(); i++) {
                y.put(i, (byte) (revoked ? 16 : ~y.get(i)));
            }
            job.outcome(
                    revoked
                            ? new FrameOutcome(Verdict.FRAME_SHIELDED, 0, false)
                            : new FrameOutcome(Verdict.SWAPPED, 1, false));
        }
    }

    /** In a loop, since each frame that arrives wakes the device's thread. */
    private void work() {
        long end = System.nanoTime() + workMs * 1_000_000;
        for (long left = workMs * 1_000_000; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
