package dev.facewire.protocol.worker;

import dev.facewire.protocol.session.SessionStats;

/** The session's last counters; null where there was no session or it had no media yet. */
public record ReleaseReply(SessionStats stats) {}
