package dev.facewire.client.session;

import dev.facewire.client.capture.CaptureLoop;
import dev.facewire.client.picture.FrameSize;
import dev.facewire.client.record.SentPictures;
import dev.facewire.media.I420Frame;
import dev.facewire.media.LoopStamp;

/** The way of a frame out, on the capture thread: number, stamp, remember, send. */
final class SendPath implements CaptureLoop.Target {
    private final Lanes lanes;
    private final LoopStamp stamp;
    private final FrameSize size;
    private final FrameLedger ledger;
    private final SentPictures sentPictures;
    private int counter;

    /**
     * A way out.
     *
     * @param stamp null to send the pictures as they are
     * @param sentPictures null where nobody wants to see them again
     */
    SendPath(Lanes lanes, FrameSize picture, LoopStamp stamp, FrameLedger ledger, SentPictures sentPictures) {
        this.lanes = lanes;
        this.stamp = stamp;
        this.size = stamp == null ? picture : new FrameSize(stamp.width(), stamp.stampedHeight());
        this.ledger = ledger;
        this.sentPictures = sentPictures;
    }

    @Override
    public void send(I420Frame picture, boolean preroll, long mediaNanos) {
        int number = counter;
        counter = (counter + 1) % LoopStamp.COUNTERS;
        if (sentPictures != null && !preroll) {
            sentPictures.put(number, picture);
        }
        // Before the frame is out of hand: it may be back before this thread runs again.
        ledger.sent(number, preroll, mediaNanos, System.nanoTime());
        lanes.send(size, frame -> {
            if (stamp == null) {
                picture.copyTo(frame);
            } else {
                picture.copyTo(stamp.picture(frame));
                stamp.write(frame, number);
            }
        });
    }
}
