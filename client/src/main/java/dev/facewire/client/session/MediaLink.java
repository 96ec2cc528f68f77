package dev.facewire.client.session;

import dev.facewire.client.picture.FrameSize;
import dev.facewire.media.I420Frame;
import dev.facewire.protocol.session.IceCandidate;
import dev.facewire.protocol.session.IceServer;
import dev.facewire.protocol.session.OptionsPatch;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The media connection to a worker, as far as a run needs it; a seam, so that a run can be tested without media. */
public interface MediaLink extends AutoCloseable {

    /** Called on the connection's thread: it must only hand on. */
    interface Listener {
        void onConnected();

        /** Media is interrupted; it may come back. */
        void onDisconnected();

        /** Media is gone for good. */
        void onFailed();

        void onCandidate(IceCandidate candidate);
    }

    /** A frame that came back; valid during the call it is given to. */
    record Arrival(I420Frame view, int rotation, long arrivedNanos) {}

    /** Makes connections. */
    interface Factory {
        /**
         * Opens a connection.
         *
         * @param fps at which pictures of this size will be sent
         */
        MediaLink open(List<IceServer> iceServers, FrameSize size, double fps, OptionsPatch options, Listener listener);
    }

    CompletableFuture<String> offer();

    CompletableFuture<Void> acceptAnswer(String sdp);

    void addCandidates(List<IceCandidate> candidates);

    /**
     * Sends a frame.
     *
     * @param fill writes the picture; called once, before this returns
     */
    void send(FrameSize size, Consumer<I420Frame> fill);

    /** Waits a short time for the freshest frame that came back. False where none came. */
    boolean receive(Consumer<Arrival> use) throws InterruptedException;

    /** Closes the connection and waits for that. */
    @Override
    void close();
}
