package dev.facewire.cluster;

import dev.facewire.protocol.Json;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.worker.Verb;
import dev.facewire.protocol.worker.WorkerAddress;
import dev.facewire.protocol.worker.WorkerEvent;
import dev.facewire.protocol.worker.WorkerReport;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker protocol on the event bus: records as JSON text, the verb in a header, refusals as {@link Fault}s. Usable
 * from any Vert.x context; replies and handlers run on the caller's or the consumer's context.
 */
public final class WorkerBus {
    private static final Logger log = LoggerFactory.getLogger(WorkerBus.class);
    /** All refusals use it; which one stands in the message, by name. */
    private static final int REFUSED = 1;

    private final EventBus bus;

    public WorkerBus(EventBus bus) {
        this.bus = Objects.requireNonNull(bus);
    }

    /** Answers one kind of request, or fails the future with a {@link Fault}. */
    @FunctionalInterface
    public interface Handler {
        Future<?> handle(Verb verb, String body);
    }

    /**
     * Asks a worker.
     *
     * @return the reply, or a {@link Fault}: the worker's refusal, WORKER_GONE when nobody listens there, WORKER_TIMEOUT
     */
    public <T> Future<T> request(String address, Verb verb, Object body, Class<T> reply, Duration timeout) {
        DeliveryOptions options =
                new DeliveryOptions().addHeader(WorkerAddress.VERB, verb.wire()).setSendTimeout(timeout.toMillis());
        return bus.<String>request(address, Json.encode(body), options)
                .map(message -> Json.decode(message.body(), reply))
                .recover(failure -> Future.failedFuture(toFault(failure, verb)));
    }

    private static Throwable toFault(Throwable failure, Verb verb) {
        if (failure instanceof ReplyException reply) {
            return switch (reply.failureType()) {
                case RECIPIENT_FAILURE -> Fault.fromWire(reply.getMessage());
                case NO_HANDLERS -> new Fault(ErrorCode.WORKER_GONE, "the worker is gone");
                case TIMEOUT ->
                    new Fault(ErrorCode.WORKER_TIMEOUT, "the worker did not answer '" + verb.wire() + "' in time");
                case ERROR -> new Fault(ErrorCode.INTERNAL, "the worker's answer could not be read");
            };
        }
        return failure;
    }

    /** Serves a worker's address; a body that is no request of ours is refused with BAD_REQUEST. */
    public MessageConsumer<String> serve(String address, Handler handler) {
        return bus.consumer(address, message -> answer(message, handler));
    }

    private static void answer(Message<String> message, Handler handler) {
        Future<?> answer;
        try {
            String verb = message.headers().get(WorkerAddress.VERB);
            if (verb == null) {
                throw new Fault(ErrorCode.BAD_REQUEST, "the verb is missing");
            }
            answer = handler.handle(verbOf(verb), message.body());
        } catch (RuntimeException e) {
            answer = Future.failedFuture(e);
        }
        answer.onComplete(
                reply -> message.reply(Json.encode(reply)),
                failure -> message.fail(REFUSED, asFault(failure).toWire()));
    }

    private static Verb verbOf(String wire) {
        try {
            return Verb.of(wire);
        } catch (IllegalArgumentException unknown) {
            throw new Fault(ErrorCode.BAD_REQUEST, "this version knows no verb '" + wire + "'");
        }
    }

    private static Fault asFault(Throwable failure) {
        if (failure instanceof Fault fault) {
            return fault;
        }
        log.error("a request failed", failure);
        return new Fault(ErrorCode.INTERNAL, String.valueOf(failure.getMessage()));
    }

    /** Tells all gateways how a worker stands. */
    public void publish(WorkerReport report) {
        bus.publish(WorkerAddress.STATE, Json.encode(report));
    }

    /** Hears of all workers; what can't be read is left out. */
    public MessageConsumer<String> onReport(Consumer<WorkerReport> handler) {
        return consume(WorkerAddress.STATE, WorkerReport.class, handler);
    }

    /** Tells the gateway that last spoke for a session what happened to it. */
    public void send(String eventsTo, WorkerEvent event) {
        bus.send(eventsTo, Json.encode(event));
    }

    /** Hears what workers tell a gateway. */
    public MessageConsumer<String> onEvent(String eventsTo, Consumer<WorkerEvent> handler) {
        return consume(eventsTo, WorkerEvent.class, handler);
    }

    private <T> MessageConsumer<String> consume(String address, Class<T> type, Consumer<T> handler) {
        return bus.consumer(address, message -> {
            T value;
            try {
                value = Json.decode(message.body(), type);
            } catch (Fault unreadable) {
                log.warn("a message to {} could not be read: {}", address, unreadable.detail());
                return;
            }
            handler.accept(value);
        });
    }
}
