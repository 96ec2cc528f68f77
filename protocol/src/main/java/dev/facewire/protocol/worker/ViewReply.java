package dev.facewire.protocol.worker;

/** The worker's answer with all candidates inside; null where the request was no offer. */
public record ViewReply(String sdp) {}
