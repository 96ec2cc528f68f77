package dev.facewire.protocol.http;

import dev.facewire.protocol.session.OptionsPatch;

/** The body of {@code PATCH /v1/sessions/{id}}; null leaves a part as it is. */
public record PatchSession(String face, OptionsPatch options) {}
