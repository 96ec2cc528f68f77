package dev.facewire.protocol.worker;

import java.util.Locale;

/** What a worker can be asked for; the wire name is the lower-case one. */
public enum Verb {
    PING,
    INSPECT,
    RESERVE,
    OFFER,
    ICE,
    UPDATE,
    VIEW,
    RELEASE,
    DRAIN;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads the wire name.
     *
     * @throws IllegalArgumentException for a verb that this version does not know
     */
    public static Verb of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
