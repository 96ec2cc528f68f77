package dev.facewire.rtc;

import dev.facewire.protocol.sdp.OfferRules;
import dev.facewire.protocol.sdp.Sdp;
import dev.onvoid.webrtc.media.video.NativeI420Buffer;
import dev.onvoid.webrtc.media.video.VideoFrame;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The mailbox, once a frame, and the edits of an offer, once a session. In this package, for both are no business of others. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RtcBench {
    private final FrameMailbox mailbox = new FrameMailbox(FrameBudget.ofPeer());
    private String offer;

    /** An offer as our own client makes it. */
    @Setup
    public void offer() {
        try (Peer peer = Peer.open(new PeerConfig("bench"), new PeerListener() {})) {
            offer = peer.offer(VideoSettings.defaults(true)).join();
        }
    }

    /** A frame comes and is taken; its making and giving back are in it. */
    @Benchmark
    public long mailboxTaken() {
        put();
        try (ReceivedFrame frame = mailbox.take()) {
            return frame.arrivedNanos();
        }
    }

    /** A frame comes and displaces the one before. */
    @Benchmark
    public long mailboxDisplaced() {
        put();
        return mailbox.dropped();
    }

    private void put() {
        mailbox.onVideoFrame(new VideoFrame(NativeI420Buffer.allocate(16, 16), 0, 0));
    }

    @TearDown
    public void discard() {
        mailbox.close();
    }

    /** What is done with an offer before libwebrtc sees it. */
    @Benchmark
    public String offerCheckedAndEdited() {
        return SdpEditor.withStartBitrate(SdpEditor.acceptable(OfferRules.check(offer), false), 2500)
                .text();
    }

    @Benchmark
    public Sdp offerParsed() {
        return Sdp.parse(offer);
    }
}
