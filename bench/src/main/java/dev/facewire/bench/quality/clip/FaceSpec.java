package dev.facewire.bench.quality.clip;

import dev.facewire.client.fault.ClientFault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A face to put on as it is named: a photo, {@code clip.mp4@120} for a frame of a clip, or {@code clip.mp4@frontal} for
 * its most frontal and calm one.
 *
 * @param frame null for a photo, else a number or {@code frontal}
 */
public record FaceSpec(Path path, String frame) {
    private static final Pattern TEXT = Pattern.compile("(.+)@(\\d{1,7}|frontal)");
    private static final String FRONTAL = "frontal";

    public static FaceSpec parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? new FaceSpec(Path.of(matcher.group(1)), matcher.group(2))
                : new FaceSpec(Path.of(text), null);
    }

    public boolean ofClip() {
        return frame != null;
    }

    public boolean frontal() {
        return FRONTAL.equals(frame);
    }

    /**
     * Is there such a file?
     *
     * @throws ClientFault with one line
     */
    public void check() {
        if (!Files.exists(path)) {
            throw ClientFault.usage("there is no face picture at '" + path + "'");
        }
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw ClientFault.usage("'" + path + "' is no file that can be read");
        }
    }

    public String name() {
        String name = ClipSpec.bareName(path);
        return !ofClip() || frontal() ? name : name + "@" + frame;
    }
}
