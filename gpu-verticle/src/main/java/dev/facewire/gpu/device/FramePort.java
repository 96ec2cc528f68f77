package dev.facewire.gpu.device;

import dev.facewire.media.I420Frame;
import dev.facewire.rtc.FrameMailbox;
import dev.facewire.rtc.FrameSource;
import dev.facewire.rtc.OutgoingFrame;
import dev.facewire.rtc.ReceivedFrame;

/** Where the frames of a session come from and go to: its peer, or a test. */
interface FramePort {
    /** The freshest frame that came and was not taken yet, or null; closed by who took it. */
    Received take();

    /** Called on each arrival, on whatever thread that is. */
    void onArrival(Runnable wake);

    long arrived();

    long dropped();

    /** A frame to fill; closed by who asked for it, unless it was pushed. */
    Outgoing allocate(int width, int height);

    /** Sends a frame, which belongs to others then. */
    void push(Outgoing frame);

    /** Sends the last one again. Any thread. */
    void repeat();

    long pushed();

    /** A frame that came. */
    interface Received extends AutoCloseable {
        I420Frame view();

        /** Degrees clockwise by which it must be turned: 0, 90, 180 or 270. */
        int rotation();

        long arrivedNanos();

        @Override
        void close();
    }

    /** A frame that is being filled. */
    interface Outgoing extends AutoCloseable {
        I420Frame view();

        @Override
        void close();
    }

    /** Of a peer; owns neither. */
    static FramePort of(FrameMailbox incoming, FrameSource outgoing) {
        return new FramePort() {
            @Override
            public Received take() {
                ReceivedFrame frame = incoming.take();
                return frame == null ? null : new PeerFrame(frame);
            }

            @Override
            public void onArrival(Runnable wake) {
                incoming.onArrival(wake);
            }

            @Override
            public long arrived() {
                return incoming.arrived();
            }

            @Override
            public long dropped() {
                return incoming.dropped();
            }

            @Override
            public Outgoing allocate(int width, int height) {
                return new PeerBuffer(outgoing.allocate(width, height));
            }

            @Override
            public void push(Outgoing frame) {
                outgoing.push(((PeerBuffer) frame).frame, 0);
            }

            @Override
            public void repeat() {
                outgoing.repeat();
            }

            @Override
            public long pushed() {
                return outgoing.pushed();
            }
        };
    }

    /** A peer's. */
    record PeerFrame(ReceivedFrame frame) implements Received {
        @Override
        public I420Frame view() {
            return frame.view();
        }

        @Override
        public int rotation() {
            return frame.rotation();
        }

        @Override
        public long arrivedNanos() {
            return frame.arrivedNanos();
        }

        @Override
        public void close() {
            frame.close();
        }
    }

    /** A peer's. */
    record PeerBuffer(OutgoingFrame frame) implements Outgoing {
        @Override
        public I420Frame view() {
            return frame.view();
        }

        @Override
        public void close() {
            frame.close();
        }
    }
}
