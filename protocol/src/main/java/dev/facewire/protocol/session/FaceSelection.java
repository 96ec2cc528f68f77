package dev.facewire.protocol.session;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which faces of a frame are swapped. Faces that are not are never shown bare: they are shielded. */
public enum FaceSelection {
    @JsonProperty("largest")
    LARGEST,
    @JsonProperty("all")
    ALL
}
