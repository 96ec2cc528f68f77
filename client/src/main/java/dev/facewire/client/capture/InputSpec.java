package dev.facewire.client.capture;

import dev.facewire.client.files.PathText;
import java.nio.file.Path;

/** What {@code --input} names. */
public sealed interface InputSpec {

    /** A clip. */
    record Clip(Path path) implements InputSpec {}

    /** A capture device by number, or by what the system calls it. */
    record Camera(String which) implements InputSpec {}

    /** A moving picture without a face, made here. */
    record TestPattern() implements InputSpec {}

    /**
     * Reads {@code camera:0}, {@code pattern} or a path.
     *
     * @throws IllegalArgumentException with words for a person
     */
    static InputSpec parse(String text) {
        if (text.equals("pattern")) {
            return new TestPattern();
        }
        if (text.equals("camera")) {
            return new Camera("0");
        }
        if (text.startsWith("camera:")) {
            String which = text.substring("camera:".length());
            if (which.isBlank()) {
                throw new IllegalArgumentException("'camera:' wants a number or a device, for example camera:0");
            }
            return new Camera(which);
        }
        if (text.isBlank()) {
            throw new IllegalArgumentException("--input is empty; give a file, camera:N or pattern");
        }
        if (text.matches("[A-Za-z][A-Za-z0-9+.-]+://.*") && !text.startsWith("file://")) {
            throw new IllegalArgumentException(
                    "'" + text + "' is a stream; --input takes a file, camera:N or pattern, no address in a network");
        }
        return new Clip(PathText.parse(text));
    }
}
