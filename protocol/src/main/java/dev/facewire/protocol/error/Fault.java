package dev.facewire.protocol.error;

import java.util.Objects;

/**
 * An expected failure with its stable code and a detail for people: what was wrong and what to do. Carries no stack
 * trace, because it is an answer and not a bug.
 */
public final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String SEPARATOR = ": ";

    private final ErrorCode code;
    private final String detail;

    public Fault(ErrorCode code, String detail) {
        super(code + SEPARATOR + detail, null, false, false);
        this.code = Objects.requireNonNull(code);
        this.detail = Objects.requireNonNull(detail);
    }

    public ErrorCode code() {
        return code;
    }

    /** What was wrong in this case, in words for a person. */
    public String detail() {
        return detail;
    }

    /** The form in which a worker's refusal crosses the event bus: {@code CODE: detail}. */
    public String toWire() {
        return getMessage();
    }

    /** Reads {@link #toWire()}; anything else becomes {@link ErrorCode#INTERNAL}, so that a newer peer's code is kept. */
    public static Fault fromWire(String wire) {
        String text = wire == null ? "no reason given" : wire;
        int split = text.indexOf(SEPARATOR);
        if (split > 0) {
            try {
                return new Fault(
                        ErrorCode.valueOf(text.substring(0, split)), text.substring(split + SEPARATOR.length()));
            } catch (IllegalArgumentException unknownCode) {
                // fall through: a code of a later version
            }
        }
        return new Fault(ErrorCode.INTERNAL, text);
    }
}
