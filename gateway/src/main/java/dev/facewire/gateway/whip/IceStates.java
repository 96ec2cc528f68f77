package dev.facewire.gateway.whip;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * What is kept of WHIP's and WHEP's resources so that they can be restarted: the last offer of each, up to 64 KB. When there
 * is too much, the oldest can't be restarted any more, and go on. Not thread-safe.
 */
final class IceStates<V extends IceStates.Kept> {
    private static final int MAX_STATES = 10_000;
    /** 32 MB of text: 10 000 browsers' offers of 3 KB, or 500 of the longest. */
    private static final long MAX_CHARS = 32L * 1024 * 1024;

    /** What is kept of one. */
    interface Kept {
        IceState ice();
    }

    private final Map<String, V> states = new LinkedHashMap<>();
    private long chars;

    V get(String id) {
        return states.get(id);
    }

    void put(String id, V state) {
        remove(id);
        states.put(id, state);
        chars += state.ice().offer().length();
        Iterator<Map.Entry<String, V>> oldest = states.entrySet().iterator();
        while ((states.size() > MAX_STATES || chars > MAX_CHARS) && states.size() > 1) {
            chars -= oldest.next().getValue().ice().offer().length();
            oldest.remove();
        }
    }

    void remove(String id) {
        V removed = states.remove(id);
        if (removed != null) {
            chars -= removed.ice().offer().length();
        }
    }

    void removeIf(BiPredicate<String, V> over) {
        states.entrySet().stream()
                .filter(entry -> over.test(entry.getKey(), entry.getValue()))
                .map(Map.Entry::getKey)
                .toList()
                .forEach(this::remove);
    }

    int size() {
        return states.size();
    }

    long chars() {
        return chars;
    }
}
