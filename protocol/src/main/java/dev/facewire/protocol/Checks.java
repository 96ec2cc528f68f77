package dev.facewire.protocol;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import java.util.List;
import java.util.Map;

/** Invariants of records: each throws a {@link Fault} that names the field. */
public final class Checks {
    private Checks() {}

    public static <T> T required(T value, String field) {
        check(value != null, "\"" + field + "\" is missing");
        return value;
    }

    public static String notBlank(String value, String field) {
        check(value != null && !value.isBlank(), "\"" + field + "\" is missing");
        return value;
    }

    public static <T> List<T> orEmpty(List<T> value) {
        return value == null ? List.of() : List.copyOf(value);
    }

    public static <V> Map<String, V> orEmpty(Map<String, V> value) {
        return value == null ? Map.of() : Map.copyOf(value);
    }

    /** A text from elsewhere, cut to a line that can be logged and shown; null stays null. */
    public static String line(String text, int maxLength) {
        if (text == null) {
            return null;
        }
        String line = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ").strip();
        return line.length() <= maxLength ? line : line.substring(0, maxLength - 1) + "…";
    }

    public static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new Fault(ErrorCode.BAD_REQUEST, otherwise);
        }
    }
}
