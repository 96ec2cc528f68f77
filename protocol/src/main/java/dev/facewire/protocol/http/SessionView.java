package dev.facewire.protocol.http;

import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.protocol.session.SessionState;
import dev.facewire.protocol.session.SessionStats;

/** The reply to {@code GET} and {@code DELETE /v1/sessions/{id}}; {@code stats} is null before the first report. */
public record SessionView(
        String id,
        SessionState state,
        String worker,
        int rev,
        String face,
        SessionOptions options,
        SessionStats stats,
        String reason) {}
