package dev.facewire.client.session;

import dev.facewire.client.picture.FramePool;
import dev.facewire.client.picture.Pictures;
import dev.facewire.client.record.Recorder;
import dev.facewire.client.record.SentPictures;
import dev.facewire.media.I420Frame;
import dev.facewire.media.LoopStamp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a frame back on one lane, on a thread of its own: take the freshest, read and crop the stamp, count, hand on.
 * Two lanes take turns by the lock of {@link Lanes}, so that all that follows sees one frame at a time.
 */
final class ReturnPath {
    private static final Logger LOG = LoggerFactory.getLogger(ReturnPath.class);

    private final Lane lane;
    private final Lanes lanes;
    private final LoopStamp stamp;
    private final FrameLedger ledger;
    private final SentPictures sentPictures;
    private final FramePool pool;
    private final Recorder recorder;
    private final Thread thread;
    private volatile boolean stop;

    /**
     * A way back.
     *
     * @param stamp null where frames are sent without
     * @param sentPictures null where they are not wanted
     */
    ReturnPath(
            Lane lane,
            Lanes lanes,
            LoopStamp stamp,
            FrameLedger ledger,
            SentPictures sentPictures,
            FramePool pool,
            Recorder recorder) {
        this.lane = lane;
        this.lanes = lanes;
        this.stamp = stamp;
        this.ledger = ledger;
        this.sentPictures = sentPictures;
        this.pool = pool;
        this.recorder = recorder;
        thread = new Thread(this::run, "returns-" + lane.id());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Ends the thread and waits for it; afterwards nothing is added to the recorder. */
    void stop() throws InterruptedException {
        stop = true;
        thread.join();
    }

    private void run() {
        try {
            while (!stop) {
                lane.link().receive(this::take);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            LOG.error("returned frames can't be taken any more", e); // the run notices that none come
        }
    }

    private void take(MediaLink.Arrival arrival) {
        I420Frame frame = arrival.view();
        boolean stamped = stamp != null
                && frame.width() == stamp.width()
                && frame.height() == stamp.stampedHeight()
                && arrival.rotation() == 0;
        int counter = stamped ? stamp.read(frame) : LoopStamp.UNREADABLE;
        synchronized (lanes) {
            boolean swapped = counter >= 0 || stamp == null; // a shield over everything covers the stamp too
            if (lanes.take(lane, swapped, arrival.arrivedNanos())) {
                show(arrival, stamped, counter, swapped);
            }
        }
    }

    private void show(MediaLink.Arrival arrival, boolean stamped, int counter, boolean swapped) {
        I420Frame frame = arrival.view();
        FrameLedger.Returned returned = ledger.returned(counter, arrival.arrivedNanos());
        if (swapped && returned != null) { // a worker whose engine is slow sends a picture several times
            ledger.fresh(arrival.arrivedNanos());
        }
        if (returned == null || returned.preroll() || !recorder.wanted()) {
            return;
        }
        I420Frame picture = upright(stamped ? stamp.picture(frame) : frame, arrival.rotation());
        boolean readable = returned.counter() >= 0;
        I420Frame sent = sentPictures == null
                ? null
                : sentPictures.take(readable ? returned.counter() : ledger.counterAt(returned.mediaNanos()));
        recorder.add(picture, sent, readable, returned.mediaNanos());
    }

    /** A copy that stands upright and outlives the arrival. */
    private I420Frame upright(I420Frame picture, int rotation) {
        boolean sideways = rotation % 180 != 0;
        I420Frame copy =
                pool.take(sideways ? picture.height() : picture.width(), sideways ? picture.width() : picture.height());
        Pictures.turn(picture, copy, rotation);
        return copy;
    }
}
