package dev.facewire.client.capture;

import dev.facewire.client.picture.FrameSize;
import dev.facewire.media.I420Frame;
import java.util.Optional;

/** A source of pictures of one size. Used and closed by one thread at a time. */
public interface VideoInput extends AutoCloseable {

    /** The size of every picture. */
    FrameSize size();

    /** Pictures a second, as declared; an estimate where nothing is declared. */
    double fps();

    /** True for a camera: {@link #next()} waits for the picture, and a late one is late for good. */
    boolean live();

    /** The next picture, valid until the next call; null at the end. */
    I420Frame next();

    /** When the last picture is due, from the first one. */
    long ptsNanos();

    /** Starts over; false where that can't be done. */
    boolean rewind();

    /** What is wrong with what could be read, in one line; empty where all was there. */
    default Optional<String> shortfall() {
        return Optional.empty();
    }

    @Override
    void close();
}
