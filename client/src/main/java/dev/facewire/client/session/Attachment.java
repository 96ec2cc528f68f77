package dev.facewire.client.session;

import dev.facewire.protocol.signal.SignalMessage;

/**
 * Whether signalling is up, and whether the gateway at its other end knows that the session is to be spoken of here. That
 * one may be another than before, or one that could not look the session up yet: it is asked again. Used by the run's
 * main thread.
 */
final class Attachment {
    private static final long ASK_AGAIN_NANOS = 1_000_000_000;

    private final Signalling signalling;
    private final Relays relays;
    private boolean up = true;
    private boolean known = true;
    private long askedNanos;

    Attachment(Signalling signalling, Relays relays) {
        this.signalling = signalling;
        this.relays = relays;
    }

    boolean up() {
        return up;
    }

    /** Whether the gateway has said what became of the session since signalling came back. */
    boolean known() {
        return known;
    }

    /** The gateway knows the session, or has said that there is nothing to know. */
    void answered() {
        known = true;
    }

    void lost() {
        up = false;
    }

    /** Signalling is back: tells the gateway where the session is now. */
    void back(String session, long nowNanos) {
        up = true;
        ask(session, nowNanos);
    }

    /** To be called often while frames flow. */
    void watch(String session, long nowNanos) {
        if (up) {
            signalling.watch(nowNanos);
            if (relays.due(nowNanos)) {
                signalling.greet();
            }
            if (!known && nowNanos - askedNanos > ASK_AGAIN_NANOS) {
                ask(session, nowNanos);
            }
        }
    }

    /** By an update that changes nothing. */
    private void ask(String session, long nowNanos) {
        known = false;
        askedNanos = nowNanos;
        signalling.send(new SignalMessage.Update(session, null, null));
    }
}
