package dev.facewire.protocol.worker;

/** Done; nothing to tell. The reply to ping, ice, update and drain. */
public record Ack() {
    public static final Ack OK = new Ack();
}
