package dev.facewire.gateway.access;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Slows down the guessing of tokens: a client has some wrong ones at once and then a few a minute. When they are used up,
 * only tokens that were right from there before still pass, so that one who guesses from behind a proxy or a household's
 * router does not shut the others out. Not thread-safe.
 */
final class TokenAttempts {
    static final int BURST = 20;
    /** One every three seconds: a token of 16 random characters lasts longer than the universe. */
    static final double PER_SECOND = 1 / 3.0;

    private static final Logger LOG = LoggerFactory.getLogger(TokenAttempts.class);
    private static final long LOG_EVERY_NANOS = 60_000_000_000L;
    /** Of more, the ones that were not heard of for longest are forgotten. */
    private static final int MAX_CLIENTS = 10_000;

    private final LongSupplier nanos;
    private final Map<String, Client> clients = new Bounded<>(MAX_CLIENTS);

    TokenAttempts(LongSupplier nanos) {
        this.nanos = nanos;
    }

    private static final class Client {
        private final RateLimit wrong;
        private final Set<String> known = new HashSet<>();
        private int unlogged;
        private Long loggedNanos;

        Client(long now) {
            wrong = new RateLimit(PER_SECOND, BURST, now);
        }
    }

    /**
     * Counts a token.
     *
     * @param client as {@link ClientAddress#group} has it
     * @param name of the token, or null where it is wrong
     * @return false where this client has used up its attempts
     */
    boolean allows(String client, String name) {
        long now = nanos.getAsLong();
        Client state = clients.computeIfAbsent(client, ignored -> new Client(now));
        if (name == null) {
            log(client, state, now);
            return state.wrong.take(now);
        }
        if (state.known.contains(name)) {
            return true;
        }
        return state.wrong.allows(now) && state.known.add(name);
    }

    private static void log(String client, Client state, long now) {
        state.unlogged++;
        if (state.loggedNanos == null || now - state.loggedNanos >= LOG_EVERY_NANOS) {
            LOG.warn("{} wrong token{} from {}", state.unlogged, state.unlogged == 1 ? "" : "s", client);
            state.loggedNanos = now;
            state.unlogged = 0;
        }
    }
}
