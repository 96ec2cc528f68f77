package dev.facewire.protocol.signal;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.facewire.protocol.Checks;
import dev.facewire.protocol.Json;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.http.OfferReason;
import dev.facewire.protocol.session.IceCandidate;
import dev.facewire.protocol.session.IceServer;
import dev.facewire.protocol.session.OptionsPatch;
import dev.facewire.protocol.session.SessionState;
import dev.facewire.protocol.session.SessionStats;
import java.util.List;

/**
 * A text message of the {@code /v1/signal} WebSocket; {@code type} tells which. The client says {@code hello} first. One
 * connection may carry several sessions; {@code session} is null in the offer that makes a new one.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = SignalMessage.Hello.class, name = "hello"),
    @JsonSubTypes.Type(value = SignalMessage.Session.class, name = "session"),
    @JsonSubTypes.Type(value = SignalMessage.Offer.class, name = "offer"),
    @JsonSubTypes.Type(value = SignalMessage.Answer.class, name = "answer"),
    @JsonSubTypes.Type(value = SignalMessage.Ice.class, name = "ice"),
    @JsonSubTypes.Type(value = SignalMessage.Update.class, name = "update"),
    @JsonSubTypes.Type(value = SignalMessage.Stats.class, name = "stats"),
    @JsonSubTypes.Type(value = SignalMessage.Move.class, name = "move"),
    @JsonSubTypes.Type(value = SignalMessage.Moved.class, name = "moved"),
    @JsonSubTypes.Type(value = SignalMessage.Error.class, name = "error"),
    @JsonSubTypes.Type(value = SignalMessage.Bye.class, name = "bye"),
})
public sealed interface SignalMessage {

    /** The longest message that either side sends, in characters: an offer of 64 KB and its envelope. */
    int MAX_LENGTH = 128 * 1024;

    /** To the gateway: the token, or null. Back: the gateway's version and the ICE servers to use. */
    record Hello(String token, String version, List<IceServer> iceServers) implements SignalMessage {
        public Hello {
            iceServers = Checks.orEmpty(iceServers);
        }
    }

    /** From the gateway: the session that an offer made, and how it stands; sent again when its state changes. */
    record Session(String session, String worker, SessionState state, String reason) implements SignalMessage {}

    /** To the gateway: a new session ({@code session} null, rev 1), an ICE restart or a move. */
    record Offer(String session, String sdp, int rev, OfferReason reason, String face, OptionsPatch options)
            implements SignalMessage {
        public Offer {
            Checks.notBlank(sdp, "sdp");
            Checks.check(rev >= 1, "\"rev\" must be 1 or more");
            options = options == null ? OptionsPatch.NONE : options;
        }
    }

    /** From the gateway: the worker's answer to the offer of this revision. */
    record Answer(String session, String sdp, int rev, String worker) implements SignalMessage {}

    /** Either way: candidates of this revision; candidates from a worker may come before its answer. */
    record Ice(String session, int rev, List<IceCandidate> candidates) implements SignalMessage {
        public Ice {
            Checks.notBlank(session, "session");
            candidates = Checks.orEmpty(candidates);
        }
    }

    /** To the gateway: another face or other options; back, when done, the same without them. */
    record Update(String session, String face, OptionsPatch options) implements SignalMessage {
        public Update {
            Checks.notBlank(session, "session");
        }
    }

    /** From the gateway, about once a second. */
    record Stats(String session, String worker, SessionStats stats) implements SignalMessage {}

    /**
     * From the gateway: please offer again with {@code reason} move, keeping the media that still flows; {@code cause} tells
     * how urgent it is, and {@code reason} says it in words.
     */
    record Move(String session, MoveCause cause, String reason) implements SignalMessage {}

    /** To the gateway: swapped frames arrive on the connection of this revision; the last one can go. */
    record Moved(String session, int rev) implements SignalMessage {}

    /** From the gateway: what went wrong; {@code session} null where it concerns the connection. */
    @SuppressWarnings("JavaLangClash") // always written SignalMessage.Error; the wire name is "error"
    record Error(String session, ErrorCode code, String detail, Integer retryAfterS) implements SignalMessage {
        public static Error of(String session, Fault fault, Integer retryAfterS) {
            return new Error(session, fault.code(), fault.detail(), retryAfterS);
        }
    }

    /** To the gateway: end this session. Back: it has ended, with its last counters. The reason is one line. */
    record Bye(String session, String reason, SessionStats stats) implements SignalMessage {
        public static final int MAX_REASON = 200;

        public Bye {
            reason = Checks.line(reason, MAX_REASON);
        }
    }

    /** The JSON text of this message. */
    default String toText() {
        return Json.encode(this);
    }

    /**
     * Reads a message.
     *
     * @throws Fault BAD_REQUEST for anything that is no message of ours
     */
    static SignalMessage parse(String text) {
        Checks.check(text.length() <= MAX_LENGTH, "a message has more than " + MAX_LENGTH + " characters");
        return Json.decode(text, SignalMessage.class);
    }
}
