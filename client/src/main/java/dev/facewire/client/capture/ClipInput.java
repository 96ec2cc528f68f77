package dev.facewire.client.capture;

import dev.facewire.client.picture.FrameSize;
import dev.facewire.client.video.Decoder;
import dev.facewire.media.I420Frame;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** A video file. Owns its decoder. */
final class ClipInput implements VideoInput {
    private static final double ASSUMED_FPS = 30;
    private static final double MAX_FPS = 120;
    /** A file's declared length and the end of what is in it may differ by rounding; more than this is a loss. */
    private static final long TAIL_NANOS = 500_000_000;

    private final Path path;
    private final Decoder decoder;
    private I420Frame first;
    private boolean ended;

    private ClipInput(Path path, Decoder decoder, I420Frame first) {
        this.path = path;
        this.decoder = decoder;
        this.first = first;
    }

    /** Decodes the first picture, so that a file without any is found before anything is started. */
    static ClipInput start(Path path, Decoder decoder) throws Decoder.Unreadable {
        I420Frame first = decoder.next();
        if (first == null) {
            decoder.close();
            throw Decoder.Unreadable.of("no picture in it can be decoded");
        }
        return new ClipInput(path, decoder, first);
    }

    @Override
    public FrameSize size() {
        return decoder.size();
    }

    @Override
    public double fps() {
        double fps = decoder.fps();
        return fps > 0 && fps <= MAX_FPS ? fps : ASSUMED_FPS;
    }

    @Override
    public boolean live() {
        return false;
    }

    @Override
    public I420Frame next() {
        I420Frame picture = first == null ? decoder.next() : first;
        first = null;
        ended |= picture == null;
        return picture;
    }

    @Override
    public long ptsNanos() {
        return decoder.ptsNanos();
    }

    @Override
    public boolean rewind() {
        return decoder.rewind();
    }

    @Override
    public Optional<String> shortfall() {
        long declared = decoder.durationNanos();
        long read = decoder.readNanos();
        boolean tooShort = ended && declared - read > TAIL_NANOS + (long) (1e9 / fps());
        if (!tooShort && !decoder.damaged()) {
            return Optional.empty();
        }
        String much = (tooShort
                        ? String.format(Locale.ROOT, "only %.1f s of %.1f s could be read", read / 1e9, declared / 1e9)
                        : "parts of it could not be read")
                + (decoder.stopped() == null ? "" : " (" + decoder.stopped() + ")");
        return Optional.of("the clip '" + path + "' is truncated or damaged: " + much + "; what is there was sent");
    }

    @Override
    public void close() {
        decoder.close();
    }
}
