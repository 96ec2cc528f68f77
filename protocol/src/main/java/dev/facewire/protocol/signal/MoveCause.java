package dev.facewire.protocol.signal;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Why a gateway asks a client to move a session. */
public enum MoveCause {
    /** The worker's process is dead, without a doubt: move at once. */
    @JsonProperty("died")
    DIED,
    /** The gateway hears nothing of the worker; media may well go on. A client whose picture is fresh stays. */
    @JsonProperty("silent")
    SILENT,
    /** The worker gave the session up, and another may do better: move at once. */
    @JsonProperty("failed")
    FAILED,
    /** The worker is to stop. It serves the session until swapped frames come from the next one. */
    @JsonProperty("drain")
    DRAIN
}
