package dev.facewire.bench.quality.clip;

import dev.facewire.client.capture.InputSpec;
import dev.facewire.client.capture.Inputs;
import dev.facewire.client.capture.VideoInput;
import dev.facewire.client.fault.ClientFault;
import dev.facewire.client.picture.FrameSize;
import dev.facewire.media.I420Frame;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A clip as it is named: {@code clip.mp4}, or {@code clip.mp4@150} to begin with frame 150.
 *
 * @param start the first frame, from 0
 */
public record ClipSpec(Path path, int start) {
    private static final Pattern TEXT = Pattern.compile("(.+)@(\\d{1,7})");

    public static ClipSpec parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? new ClipSpec(Path.of(matcher.group(1)), Integer.parseInt(matcher.group(2)))
                : new ClipSpec(Path.of(text), 0);
    }

    /** The file's name without its ending. */
    public String name() {
        return bareName(path);
    }

    static String bareName(Path path) {
        String name = String.valueOf(path.getFileName());
        int dot = name.lastIndexOf('.');
        return dot < 1 ? name : name.substring(0, dot);
    }

    /**
     * Decodes.
     *
     * @param box what the pictures are fitted into, or null for their own size, as the client sends them
     * @param most frames at most
     * @throws ClientFault with one line, where there is no such clip or frame
     */
    public Footage read(FrameSize box, int most) {
        try (VideoInput input = Inputs.open(new InputSpec.Clip(path), box, 0)) {
            List<I420Frame> frames = new ArrayList<>();
            int at = 0;
            for (I420Frame frame = input.next(); frame != null && frames.size() < most; frame = input.next()) {
                if (at++ >= start) {
                    I420Frame copy = I420Frame.allocate(frame.width(), frame.height());
                    frame.copyTo(copy);
                    frames.add(copy);
                }
            }
            if (frames.isEmpty()) {
                throw ClientFault.usage("'" + path + "' has only " + at + " frames; there is no frame " + start);
            }
            return new Footage(name(), path, frames, input.fps());
        }
    }
}
