package dev.facewire.protocol.session;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What goes out while no landmarks can be trusted. */
public enum OnLost {
    /** A mosaic over the face, or over the whole frame. */
    @JsonProperty("shield")
    SHIELD,
    /** The last good output for at most 200 ms, then the shield. */
    @JsonProperty("hold")
    HOLD,
    /** The frame as it was: the bare face. Off unless the gateway allows it; named in the statistics. */
    @JsonProperty("pass")
    PASS
}
