package dev.facewire.gateway.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How long one connection may take over its requests: over the head of the first, over the head of each further one,
 * counted from the end of what came before, and over each body. A client that sends a byte now and then is never idle,
 * and holds its connection no longer than one that sends nothing. Not thread-safe.
 */
final class ConnectionPace {
    static final Duration FIRST_HEAD = Duration.ofSeconds(15);
    /** As long as an idle connection is kept. */
    static final Duration NEXT_HEAD = Duration.ofSeconds(60);
    /** For 128 KB: 70 kbit/s. */
    static final Duration BODY = Duration.ofSeconds(15);
    /** For 20 MB of pictures: 900 kbit/s. */
    static final Duration UPLOAD = Duration.ofMinutes(3);

    /** A request and its response. */
    interface Exchange {
        /** The whole request is here. */
        boolean received();

        /** The response is complete. */
        boolean answered();
    }

    private record Begun(Exchange exchange, long bodyNanos, long atNanos) {
        boolean over() {
            return exchange.received() && exchange.answered();
        }

        boolean late(long now) {
            // Once refused an upload has no claim to more time than others.
            long limit = exchange.answered() ? Math.min(bodyNanos, BODY.toNanos()) : bodyNanos;
            return !exchange.received() && now - atNanos > limit;
        }
    }

    private final List<Begun> begun = new ArrayList<>();
    private long waitingSinceNanos;
    private long headNanos = FIRST_HEAD.toNanos();

    ConnectionPace(long nowNanos) {
        waitingSinceNanos = nowNanos;
    }

    /** The head of a request is here; its body may take so long. */
    void began(Exchange exchange, Duration body, long nowNanos) {
        begun.add(new Begun(exchange, body.toNanos(), nowNanos));
    }

    /** True where the client has had its time; to be asked about once a second. */
    boolean late(long nowNanos) {
        if (begun.removeIf(Begun::over) && begun.isEmpty()) {
            waitingSinceNanos = nowNanos;
            headNanos = NEXT_HEAD.toNanos();
        }
        return begun.isEmpty()
                ? nowNanos - waitingSinceNanos > headNanos
                : begun.stream().anyMatch(exchange -> exchange.late(nowNanos));
    }

    /** A request of which the body is late and that has no response yet, or null: it can be told. */
    Exchange unanswered(long nowNanos) {
        return begun.stream()
                .filter(exchange ->
                        exchange.late(nowNanos) && !exchange.exchange().answered())
                .map(Begun::exchange)
                .findFirst()
                .orElse(null);
    }
}
