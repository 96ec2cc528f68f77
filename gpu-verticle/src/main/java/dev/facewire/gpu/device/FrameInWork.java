package dev.facewire.gpu.device;

import dev.facewire.gpu.device.EngineFaults.Judged;
import dev.facewire.vision.swap.FrameJob;
import dev.facewire.vision.swap.FrameOutcome.Verdict;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One frame on its way: owns the one that came and the one that goes, until sent. What throws here is this session's
 * misfortune alone: its frame is not sent. Confined to the device's thread.
 */
final class FrameInWork {
    private static final Logger log = LoggerFactory.getLogger(FrameInWork.class);

    private final FrameStream stream;
    private final FramePort.Received received;
    private FramePort.Outgoing outgoing;
    private FrameJob job;

    FrameInWork(FrameStream stream, FramePort.Received received) {
        this.stream = stream;
        this.received = received;
    }

    long arrivedNanos() {
        return received.arrivedNanos();
    }

    long intervalNanos() {
        return stream.intervalNanos();
    }

    String engine() {
        return stream.options().engine();
    }

    /** What the processor works on; only after {@link #copy}. */
    FrameJob job() {
        return Objects.requireNonNull(job);
    }

    /** Copies the frame into the buffer that goes out; false where that failed. */
    boolean copy() {
        try {
            int rotation = received.rotation();
            var view = received.view();
            outgoing = stream.port().allocate(UprightCopy.width(view, rotation), UprightCopy.height(view, rotation));
            UprightCopy.copy(view, rotation, outgoing.view());
            job = new FrameJob(stream.face(), outgoing.view(), stream.options(), received.arrivedNanos());
            return true;
        } catch (Throwable t) {
            log.error("a frame could not be copied and is not sent", t);
            stream.countFault();
            return false;
        }
    }

    /** @param failure of the batch as a whole, or null */
    Judged judged(Throwable failure) {
        if (failure != null || job.outcome() == null) {
            return new Judged(engine(), false, true, failure);
        }
        return new Judged(
                engine(), job.outcome().facesSwapped() > 0, job.outcome().fault(), job.failure());
    }

    /** Only a frame that the processor has judged goes out. */
    void send(double ms) {
        try {
            if (job.outcome() == null) {
                stream.countFault();
                return;
            }
            stream.count(job.outcome(), job.picture().width(), job.picture().height(), ms);
            if (job.outcome().verdict() != Verdict.HELD) {
                FramePort.Outgoing sending = outgoing;
                outgoing = null;
                stream.port().push(sending);
            }
        } catch (Throwable t) {
            log.error("a frame could not be sent", t);
            stream.countFault();
        }
    }

    void countFault() {
        stream.countFault();
    }

    void release() {
        try {
            received.close();
            if (outgoing != null) {
                outgoing.close();
            }
        } catch (Throwable t) {
            log.error("a frame's memory could not be given back", t);
        }
    }
}
