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

    public static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new Fault(ErrorCode.BAD_REQUEST, otherwise);
        }
    }
}
