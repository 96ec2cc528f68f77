package dev.facewire.protocol.sdp;

import dev.facewire.protocol.Json;
import dev.facewire.protocol.PlainText;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import java.util.Arrays;
import java.util.Optional;

/**
 * Looks again and again at a file in which a description is to appear. It gives each one once, and each complaint once:
 * a file that is still being copied is no JSON yet, so what can't be read is looked at again first. Not thread-safe, and
 * without I/O: the caller reads the file.
 */
public final class AwaitedDescription {
    /** A file may have so many bytes: the longest offer, escaped, in UTF-16. */
    public static final int MAX_BYTES = 512 * 1024;

    private static final int LOOKS = 5;

    private final String type;
    private byte[] last = {};
    private int sameLooks;
    private boolean settled = true;

    /** @param type {@code offer} or {@code answer} */
    public AwaitedDescription(String type) {
        this.type = type;
    }

    /**
     * The SDP of a new description.
     *
     * @param content the file's bytes, at most {@link #MAX_BYTES} + 1 of them; none where it is not there
     * @throws Fault where the file holds something else, once for each content
     */
    public Optional<String> look(byte[] content) {
        if (!Arrays.equals(content, last)) {
            last = content;
            sameLooks = 0;
            settled = content.length == 0;
        }
        if (settled) {
            return Optional.empty();
        }
        Description description;
        try {
            description = decode(content);
        } catch (Fault unreadable) {
            if (++sameLooks <= LOOKS) {
                return Optional.empty(); // perhaps it is still being copied
            }
            settled = true;
            throw unreadable;
        }
        settled = true;
        return Optional.of(require(description));
    }

    /**
     * The SDP of a file that a person says is complete.
     *
     * @throws Fault where the file holds something else
     */
    public String require(byte[] content) {
        return require(decode(content));
    }

    private String require(Description description) {
        if (!description.type().equals(type)) {
            throw new Fault(
                    ErrorCode.BAD_SDP,
                    "it holds an " + description.type() + ", and the " + type + " belongs there: were the two files"
                            + " mixed up?");
        }
        return description.sdp();
    }

    private Description decode(byte[] content) {
        if (content.length > MAX_BYTES) {
            throw new Fault(
                    ErrorCode.TOO_LARGE, "it has more than " + MAX_BYTES / 1024 + " KB, and no " + type + " has");
        }
        String text = PlainText.decode(content);
        if (text.stripLeading().startsWith("v=0")) {
            throw new Fault(
                    ErrorCode.BAD_SDP, "it holds bare SDP; JSON is needed: {\"sdp\": …, \"type\": \"" + type + "\"}");
        }
        try {
            return Json.decode(text, Description.class);
        } catch (Fault notJson) {
            throw new Fault(ErrorCode.BAD_SDP, "it holds no " + type + ": " + notJson.detail());
        }
    }
}
