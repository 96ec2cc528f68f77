package dev.facewire.protocol.worker;

/** The worker's answer to an offer of revision {@code rev}. */
public record OfferReply(String sdp, int rev) {}
