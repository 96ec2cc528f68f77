package dev.facewire.gateway.assign;

/** A slot that a worker has promised; {@code attempts} counts the workers that were asked. */
public record Assignment(WorkerKey worker, String reservationId, int attempts) {}
