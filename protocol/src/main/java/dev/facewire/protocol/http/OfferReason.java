package dev.facewire.protocol.http;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Why a client offers again for a session that it has. */
public enum OfferReason {
    /** ICE restart on the same worker. */
    @JsonProperty("restart")
    RESTART,
    /** A new connection to the next worker. */
    @JsonProperty("move")
    MOVE
}
