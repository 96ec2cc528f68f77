package dev.facewire.client.capture;

import dev.facewire.client.picture.FrameSize;
import dev.facewire.client.video.Decoder;
import dev.facewire.media.I420Frame;
import java.util.Optional;

/** A capture device. Owns its decoder. */
final class CameraInput implements VideoInput {
    private static final double ASSUMED_FPS = 30;

    private final String which;
    private final Decoder decoder;
    private boolean gone;

    CameraInput(String which, Decoder decoder) {
        this.which = which;
        this.decoder = decoder;
    }

    @Override
    public FrameSize size() {
        return decoder.size();
    }

    @Override
    public double fps() {
        return decoder.fps() > 0 ? decoder.fps() : ASSUMED_FPS;
    }

    @Override
    public boolean live() {
        return true;
    }

    @Override
    public I420Frame next() {
        I420Frame picture = decoder.next();
        gone |= picture == null;
        return picture;
    }

    @Override
    public long ptsNanos() {
        return decoder.ptsNanos();
    }

    @Override
    public boolean rewind() {
        return false;
    }

    @Override
    public Optional<String> shortfall() {
        return gone
                ? Optional.of("camera:" + which + " gives no more pictures"
                        + (decoder.stopped() == null ? "" : " (" + decoder.stopped() + ")") + ": was it unplugged?")
                : Optional.empty();
    }

    @Override
    public void close() {
        decoder.close();
    }
}
