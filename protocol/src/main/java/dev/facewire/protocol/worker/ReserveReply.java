package dev.facewire.protocol.worker;

/** A granted slot; {@code free} is what is left. */
public record ReserveReply(String reservationId, int free) {}
