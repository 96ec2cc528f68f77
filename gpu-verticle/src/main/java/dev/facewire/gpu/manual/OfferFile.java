package dev.facewire.gpu.manual;

import dev.facewire.protocol.Json;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.sdp.Description;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file in which offers appear. Each is taken once: what stood there before counts as an offer too, because people copy it
 * first and start the node then. A file that is still being copied is no JSON yet; it is looked at again. Not thread-safe.
 */
final class OfferFile {
    private final Path file;
    private String last = "";
    private String broken = "";
    private int looks;
    private boolean told;

    OfferFile(Path file) {
        this.file = file;
    }

    /**
     * A new offer, if there is one.
     *
     * @throws Fault where the file has stayed unreadable for several looks; once for each content
     */
    Optional<String> next() {
        String text = read();
        if (text.isBlank() || text.equals(last)) {
            return Optional.empty();
        }
        try {
            Description description = Json.decode(text, Description.class);
            last = text;
            if (!description.type().equals("offer")) {
                throw new Fault(ErrorCode.BAD_SDP, "it holds an \"" + description.type() + "\" and not an offer");
            }
            return Optional.of(description.sdp());
        } catch (Fault unreadable) {
            if (text.equals(last)) {
                throw unreadable;
            }
            return stillBroken(text, unreadable);
        }
    }

    /** Perhaps it is still being copied. */
    private Optional<String> stillBroken(String text, Fault unreadable) {
        looks = text.equals(broken) ? looks + 1 : 0;
        told = text.equals(broken) && told;
        broken = text;
        if (looks >= 5 && !told) {
            told = true;
            throw unreadable;
        }
        return Optional.empty();
    }

    private String read() {
        try {
            return Files.isRegularFile(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
        } catch (IOException notNow) {
            return "";
        }
    }
}
