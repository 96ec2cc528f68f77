package dev.facewire.client.gateway;

import dev.facewire.client.fault.ClientFault;
import dev.facewire.client.fault.Words;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;

/** What the gateway refuses, or why it can't be reached, in one line that says what to do. Pure. */
public final class Refusals {
    private Refusals() {}

    /**
     * A refusal of the gateway's.
     *
     * @param retryAfterS when to try again, in seconds; null where it didn't say
     * @param tokenGiven whether the client sent a token
     */
    public static ClientFault of(Fault fault, Integer retryAfterS, boolean tokenGiven) {
        ErrorCode code = fault.code();
        String said = fault.detail();
        return ClientFault.run(
                switch (code) {
                    case UNAUTHORIZED ->
                        tokenGiven
                                ? "the gateway refused the token: check --token or --token-file"
                                : "the gateway wants a token: give --token-file, --token or FACEWIRE_TOKEN";
                    case NO_WORKER -> "no worker is there: start one with 'facewire node'" + retry(retryAfterS);
                    case NO_CAPACITY, FULL, OVERLOADED, DRAINING, STARTING ->
                        "no worker is free just now (" + said + ")" + retry(retryAfterS);
                    case WORKER_GONE -> "the worker is gone: " + said + retry(retryAfterS);
                    case WORKER_TIMEOUT -> "the worker did not answer in time: " + said + retry(retryAfterS);
                    case NOT_AN_IMAGE -> "the face picture is refused, it is no image: " + said;
                    case NO_FACE -> "the face picture is refused, it shows no face: " + said;
                    case MANY_FACES -> "the face picture is refused, it shows several faces: " + said;
                    case NO_SUCH_FACE -> "the gateway doesn't know this face (they expire): upload it with --face";
                    case NO_CODEC -> "the worker has none of the offered codecs: try another --codec; " + said;
                    case FORBIDDEN -> "the gateway doesn't allow this: " + said;
                    case TOO_MANY -> "the gateway refused: " + said + (retryAfterS == null ? "" : retry(retryAfterS));
                    default -> "the gateway refused: " + said + (code.retryable() ? retry(retryAfterS) : "");
                });
    }

    /** What stood between the client and the gateway. */
    public static ClientFault unreachable(GatewayAddress address, Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof ClientFault fault) {
            return fault;
        }
        String start = "the gateway at " + address + " can't be reached: ";
        if (hasCause(cause, UnresolvedAddressException.class)) {
            return ClientFault.unreachable(
                    start + "nobody knows the host '" + address.base().getHost() + "'; check --gateway");
        }
        if (hasCause(cause, SSLException.class)) {
            if (Words.of(cause).contains("plaintext")) {
                return ClientFault.unreachable(start + "it speaks no TLS; write its URL with http://");
            }
            return ClientFault.unreachable(start + "its certificate is not accepted (" + Words.of(cause)
                    + "); give a self-signed one with --ca-cert, and use the host name that stands in it");
        }
        if (cause instanceof HttpTimeoutException) {
            return ClientFault.unreachable(
                    start + "no answer in time; check --gateway and what lies between (firewall, VPN)");
        }
        if (hasCause(cause, ConnectException.class)) {
            return ClientFault.unreachable(
                    start + "nothing listens there; is it running ('facewire gateway'), is --gateway right?");
        }
        if (cause instanceof IOException) {
            String hint = address.secure() ? "is it a plain http:// one?" : "is it an https:// one?";
            return ClientFault.unreachable(start + "it broke off (" + Words.of(cause) + "); " + hint);
        }
        return ClientFault.unreachable(start + Words.of(cause));
    }

    private static String retry(Integer seconds) {
        return seconds == null ? "; try again in a moment" : "; try again in " + seconds + " s";
    }

    private static boolean hasCause(Throwable thrown, Class<? extends Throwable> type) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
