package dev.facewire.gateway.signal;

import dev.facewire.gateway.access.Caller;
import dev.facewire.gateway.access.RateLimit;
import dev.facewire.gateway.http.Connections;
import dev.facewire.gateway.http.Problems;
import dev.facewire.gateway.session.LiveSession;
import dev.facewire.gateway.session.NewSession;
import dev.facewire.gateway.session.SessionCalls;
import dev.facewire.gateway.session.SessionListener;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.http.NextOffer;
import dev.facewire.protocol.http.OfferReason;
import dev.facewire.protocol.http.PatchSession;
import dev.facewire.protocol.http.SessionAnswer;
import dev.facewire.protocol.sdp.OfferRules;
import dev.facewire.protocol.session.IceCandidate;
import dev.facewire.protocol.signal.MoveCause;
import dev.facewire.protocol.signal.SignalMessage;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.util.List;

/**
 * One client's WebSocket. When it closes, its sessions go on: media doesn't pass here, and a worker frees the slot when
 * the media stops; only {@code bye} ends a session. Confined to the gateway's event loop.
 */
final class SignalConnection implements SessionListener {
    private static final long HELLO_WITHIN_MS = 10_000;
    private static final long PING_EVERY_MS = 15_000;
    /** Two pings unanswered and some: the client is gone. */
    private static final long SILENT_AFTER_MS = 40_000;
    /** A client that trickles sends a few dozen at once, one that moves a slider some a second. */
    private static final double FRAMES_PER_SECOND = 30;

    private static final int FRAMES_AT_ONCE = 200;
    /** A client that doesn't understand its errors is not kept for ever. */
    private static final int MAX_ERRORS = 50;

    private static final int MAX_QUEUE_BYTES = 1024 * 1024;
    private static final short GOING_AWAY = 1001;
    private static final short PROTOCOL_ERROR = 1002;
    private static final short POLICY_VIOLATION = 1008;
    private static final short TOO_BIG = 1009;
    private static final short TRY_AGAIN_LATER = 1013;

    private final Vertx vertx;
    private final ServerWebSocket socket;
    private final SignalEndpoint endpoint;
    private final SessionCalls sessions;
    private final String headerToken;
    private final String address;
    private final Connections.Open connection;
    private final RateLimit frames = new RateLimit(FRAMES_PER_SECOND, FRAMES_AT_ONCE, System.nanoTime());
    private Caller caller;
    private boolean greeting = true;
    private boolean refused;
    private long heardNanos = System.nanoTime();
    private long timer = -1;
    private int errors;
    private boolean closed;

    SignalConnection(
            Vertx vertx,
            ServerWebSocket socket,
            SignalEndpoint endpoint,
            String headerToken,
            String address,
            Connections.Open connection) {
        this.vertx = vertx;
        this.socket = socket;
        this.endpoint = endpoint;
        this.sessions = endpoint.sessions();
        this.headerToken = headerToken;
        this.address = address;
        this.connection = connection;
    }

    void open() {
        endpoint.opened(this);
        socket.setWriteQueueMaxSize(MAX_QUEUE_BYTES);
        socket.textMessageHandler(this::received);
        socket.binaryMessageHandler(bytes -> error(null, new Fault(ErrorCode.BAD_REQUEST, "send text, not bytes")));
        socket.pongHandler(pong -> heardNanos = System.nanoTime());
        socket.frameHandler(this::count);
        socket.exceptionHandler(this::broken);
        socket.closeHandler(ignored -> onClose());
        vertx.setTimer(HELLO_WITHIN_MS, ignored -> {
            if (caller == null && !socket.isClosed()) {
                refuse(new Fault(ErrorCode.BAD_REQUEST, "no hello came"));
            }
        });
        timer = vertx.setPeriodic(PING_EVERY_MS, ignored -> ping());
    }

    void goAway() {
        socket.close(GOING_AWAY, "the gateway stops");
    }

    /** Parts of messages and pings count as messages do: each costs about the same. */
    private void count(WebSocketFrame frame) {
        if (!refused && !frame.isClose() && !frames.take(System.nanoTime())) {
            refuse(new Fault(ErrorCode.TOO_MANY, "more than " + (int) FRAMES_PER_SECOND + " messages a second"));
        }
    }

    private void broken(Throwable failure) {
        if (failure instanceof TooLongFrameException
                || (failure instanceof CorruptedWebSocketFrameException corrupt
                        && WebSocketCloseStatus.MESSAGE_TOO_BIG.equals(corrupt.closeStatus()))) {
            socket.close(TOO_BIG, "a message is too long");
        } else {
            socket.close(PROTOCOL_ERROR, "a frame can't be read");
        }
    }

    private void ping() {
        if (System.nanoTime() - heardNanos > SILENT_AFTER_MS * 1_000_000) {
            socket.close(POLICY_VIOLATION, "no answer to pings");
        } else {
            socket.writePing(Buffer.buffer());
        }
    }

    @Override
    public boolean closed() {
        return closed;
    }

    private void onClose() {
        closed = true;
        vertx.cancelTimer(timer);
        greeted();
        if (connection != null) {
            connection.closed();
        }
        endpoint.closed(this);
        sessions.forget(this);
    }

    private void greeted() {
        if (greeting) {
            greeting = false;
            endpoint.greeted(address);
        }
    }

    private void received(String text) {
        if (refused) {
            return;
        }
        heardNanos = System.nanoTime();
        try {
            SignalMessage message = SignalMessage.parse(text);
            if (caller == null) {
                greet(message);
            } else {
                handle(message);
            }
        } catch (RuntimeException failure) {
            error(null, failure);
        }
    }

    private void greet(SignalMessage message) {
        if (!(message instanceof SignalMessage.Hello hello)) {
            refuse(new Fault(ErrorCode.UNAUTHORIZED, "say hello first"));
            return;
        }
        try {
            caller = endpoint.access().enter(hello.token() == null ? headerToken : hello.token(), address);
            greeted();
            send(new SignalMessage.Hello(null, endpoint.version(), endpoint.iceServers()));
        } catch (Fault fault) {
            refuse(fault);
        }
    }

    private void handle(SignalMessage message) {
        if (message instanceof SignalMessage.Offer offer) {
            OfferRules.check(offer.sdp());
            offer(offer);
        } else if (message instanceof SignalMessage.Hello) { // again: TURN credentials do not last
            send(new SignalMessage.Hello(null, endpoint.version(), endpoint.iceServers()));
        } else if (message instanceof SignalMessage.Ice ice) {
            List<IceCandidate> candidates = endpoint.budget().within(ice.session(), ice.rev(), ice.candidates());
            failing(ice.session(), sessions.ice(ice.session(), ice.rev(), candidates));
        } else if (message instanceof SignalMessage.Update update) {
            update(update);
        } else if (message instanceof SignalMessage.Moved moved) {
            failing(moved.session(), sessions.moved(moved.session(), moved.rev()));
        } else if (message instanceof SignalMessage.Bye bye) {
            bye(bye);
        } else {
            throw new Fault(ErrorCode.BAD_REQUEST, "this message is not for a gateway, or comes too late");
        }
    }

    private void offer(SignalMessage.Offer offer) {
        Future<SessionAnswer> answer;
        if (offer.session() == null) {
            if (offer.rev() != 1) {
                throw new Fault(ErrorCode.BAD_REQUEST, "the first offer's \"rev\" is 1");
            }
            NewSession wish = new NewSession(offer.sdp(), offer.face(), offer.options(), true);
            answer = sessions.create(wish, caller, this);
        } else {
            OfferReason reason = offer.reason() == null ? OfferReason.RESTART : offer.reason();
            NextOffer wish = new NextOffer(offer.sdp(), "offer", offer.rev(), reason);
            answer = sessions.next(offer.session(), wish, true, this);
        }
        failing(
                offer.session(),
                answer.onSuccess(
                        made -> send(new SignalMessage.Answer(made.id(), made.sdp(), made.rev(), made.worker()))));
    }

    /** One that changes nothing brings a session to this connection, after an earlier one broke. */
    private void update(SignalMessage.Update update) {
        if (update.face() == null && update.options() == null) {
            failing(update.session(), sessions.attach(update.session(), this));
            return;
        }
        PatchSession patch = new PatchSession(update.face(), update.options());
        failing(
                update.session(),
                sessions.update(update.session(), patch, caller, this)
                        .onSuccess(done -> send(new SignalMessage.Update(update.session(), null, null))));
    }

    private void bye(SignalMessage.Bye bye) {
        String reason = bye.reason() == null ? "ended by the client" : bye.reason();
        failing(
                bye.session(),
                sessions.end(bye.session(), reason)
                        .onSuccess(view -> send(new SignalMessage.Bye(view.id(), view.reason(), view.stats()))));
    }

    @Override
    public void changed(LiveSession session) {
        send(new SignalMessage.Session(session.id(), session.worker(), session.state(), session.reason()));
    }

    @Override
    public void stats(LiveSession session) {
        if (!socket.isClosed() && !socket.writeQueueFull()) { // the next ones tell the same and more
            send(new SignalMessage.Stats(session.id(), session.worker(), session.stats()));
        }
    }

    @Override
    public void candidates(LiveSession session, int rev, List<IceCandidate> candidates) {
        send(new SignalMessage.Ice(session.id(), rev, candidates));
    }

    @Override
    public void move(LiveSession session, MoveCause cause, String reason) {
        send(new SignalMessage.Move(session.id(), cause, reason));
    }

    @Override
    public void failed(LiveSession session, Fault fault) {
        send(SignalMessage.Error.of(session.id(), fault, Problems.retryAfterS(fault)));
    }

    private void failing(String session, Future<?> done) {
        done.onFailure(failure -> error(session, failure));
    }

    private void error(String session, Throwable failure) {
        Fault fault = Problems.toFault(failure);
        errors++;
        if (errors > MAX_ERRORS) {
            refuse(new Fault(ErrorCode.TOO_MANY, "too many errors"));
        } else {
            send(SignalMessage.Error.of(session, fault, Problems.retryAfterS(fault)));
        }
    }

    private void refuse(Fault fault) {
        refused = true;
        send(SignalMessage.Error.of(null, fault, Problems.retryAfterS(fault)));
        socket.close(POLICY_VIOLATION, fault.detail());
    }

    private void send(SignalMessage message) {
        if (socket.isClosed()) {
            return;
        }
        if (socket.writeQueueFull() && !(message instanceof SignalMessage.Error)) {
            socket.close(TRY_AGAIN_LATER, "the client reads too slowly");
            return;
        }
        socket.writeTextMessage(message.toText());
    }
}
