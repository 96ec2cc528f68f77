package dev.facewire.protocol.http;

import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.protocol.session.SessionState;
import dev.facewire.protocol.session.SessionStats;

/**
 * The reply to {@code GET} and {@code DELETE /v1/sessions/{id}}.
 *
 * @param stats null before the first report
 * @param reason why it failed or ended; else null
 * @param move why it should be offered again with reason {@code move}; null where it can stay
 */
public record SessionView(
        String id,
        SessionState state,
        String worker,
        int rev,
        String face,
        SessionOptions options,
        SessionStats stats,
        String reason,
        String move) {}
