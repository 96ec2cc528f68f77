package dev.facewire.bench.assign;

/**
 * A slot as seen from the gateway that asked for it: from the worker's promise to the moment at which it was given back.
 * The worker's own account of it is longer at both ends.
 */
public record Hold(String worker, long epoch, long fromMicros, long toMicros) {}
