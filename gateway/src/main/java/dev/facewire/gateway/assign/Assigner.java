package dev.facewire.gateway.assign;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.protocol.worker.ReleaseReply;
import dev.facewire.protocol.worker.ReleaseRequest;
import dev.facewire.protocol.worker.ReserveReply;
import dev.facewire.protocol.worker.ReserveRequest;
import dev.facewire.protocol.worker.Verb;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Finds a slot for a session: asks the chosen worker, and on a refusal or a timeout the next one, within bounds. Confined
 * to the gateway's event loop.
 */
public final class Assigner {
    /** A worker answers from memory; one that needs longer is frozen or cut off. */
    public static final Duration RESERVE_TIMEOUT = Duration.ofMillis(300);
    /** Bounds of one assignment: a person waits for the answer. */
    public static final int MAX_ATTEMPTS = 4;

    public static final Duration MAX_TIME = Duration.ofSeconds(1);

    private final Selector selector;
    private final WorkerPool pool;
    private final WorkerCalls calls;
    private final Clock clock;
    private final Map<String, String> labels;
    private final String eventsTo;
    private final BiConsumer<String, Duration> outcomes;

    /**
     * An assigner over these collaborators.
     *
     * @param labels that every worker of this gateway must have
     * @param eventsTo where workers send the events of sessions assigned here
     * @param outcomes is told how each assignment ended, {@code assigned} or an error code in lower case, and how long it
     *     took
     */
    public Assigner(
            Selector selector,
            WorkerPool pool,
            WorkerCalls calls,
            Clock clock,
            Map<String, String> labels,
            String eventsTo,
            BiConsumer<String, Duration> outcomes) {
        this.selector = selector;
        this.pool = pool;
        this.calls = calls;
        this.clock = clock;
        this.labels = Map.copyOf(labels);
        this.eventsTo = eventsTo;
        this.outcomes = outcomes;
    }

    /**
     * Reserves a slot.
     *
     * @param exclude ids of workers not to ask, for example the one that a session moves away from
     * @return the slot; or NO_WORKER, NO_MODEL, NO_CAPACITY with the reason
     */
    public Future<Assignment> assign(String sessionId, SessionOptions options, Set<String> exclude) {
        Search search = new Search(sessionId, options, new HashSet<>(exclude), clock.millis() + MAX_TIME.toMillis());
        long fromNanos = System.nanoTime(); // the clock counts whole milliseconds, and many a reply takes less
        return next(search, null)
                .onComplete((assignment, failure) ->
                        outcomes.accept(outcome(failure), Duration.ofNanos(System.nanoTime() - fromNanos)));
    }

    private static String outcome(Throwable failure) {
        if (failure == null) {
            return "assigned";
        }
        return failure instanceof Fault fault ? fault.code().name().toLowerCase(Locale.ROOT) : "internal";
    }

    private Future<Assignment> next(Search search, Fault last) {
        long leftMs = search.deadlineMs - clock.millis();
        if (search.attempts >= MAX_ATTEMPTS || leftMs <= 0) {
            return Future.failedFuture(noCapacity(last));
        }
        Wanted wanted = new Wanted(search.options.engine(), labels, search.tried, true);
        Optional<Candidate> chosen = selector.choose(pool.candidates(), wanted);
        if (chosen.isEmpty()) {
            return Future.failedFuture(last != null ? noCapacity(last) : selector.whyNone(pool.candidates(), wanted));
        }
        return ask(search, chosen.get().key(), Math.min(leftMs, RESERVE_TIMEOUT.toMillis()));
    }

    private Future<Assignment> ask(Search search, WorkerKey worker, long timeoutMs) {
        search.attempts++;
        search.tried.add(worker.id());
        pool.asking(worker);
        ReserveRequest request = new ReserveRequest(search.sessionId, search.options, ReserveRequest.TTL_MS, eventsTo);
        return calls.request(worker, Verb.RESERVE, request, ReserveReply.class, Duration.ofMillis(timeoutMs))
                .andThen((reply, failure) -> pool.asked(worker, failure == null))
                .map(reply -> new Assignment(worker, reply.reservationId(), search.attempts))
                .recover(failure -> refused(search, worker, failure));
    }

    private Future<Assignment> refused(Search search, WorkerKey worker, Throwable failure) {
        if (!(failure instanceof Fault fault) || !fault.code().retryable()) {
            return Future.failedFuture(failure);
        }
        if (fault.code() == ErrorCode.WORKER_TIMEOUT) {
            // It may have granted the slot after all; nobody waits for the answer.
            calls.request(
                    worker,
                    Verb.RELEASE,
                    new ReleaseRequest(search.sessionId, "the reservation timed out"),
                    ReleaseReply.class,
                    MAX_TIME);
        }
        return next(search, fault);
    }

    private static Fault noCapacity(Fault last) {
        return new Fault(
                ErrorCode.NO_CAPACITY,
                last == null ? "no worker took the session in time" : "no worker took the session: " + last.detail());
    }

    private static final class Search {
        private final String sessionId;
        private final SessionOptions options;
        private final Set<String> tried;
        private final long deadlineMs;
        private int attempts;

        Search(String sessionId, SessionOptions options, Set<String> tried, long deadlineMs) {
            this.sessionId = sessionId;
            this.options = options;
            this.tried = tried;
            this.deadlineMs = deadlineMs;
        }
    }
}
