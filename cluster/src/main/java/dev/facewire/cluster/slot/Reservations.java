package dev.facewire.cluster.slot;

import dev.facewire.cluster.SteadyClock;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A worker's slots. Only the worker gives them out, on one thread, so that no two gateways can fill the same one,
 * whatever they believe. Pure, and not thread-safe.
 *
 * <pre>
 * (none) ──reserve──▶ RESERVED ──connect──▶ USED
 *    ▲                   │                    │
 *    └─────expire────────┴──────release───────┘
 * </pre>
 */
public final class Reservations {
    private final int slots;
    private final Clock clock;
    private final Map<String, Slot> bySession = new HashMap<>();

    /** A slot that is taken; {@code until} is null while it is used. */
    private record Slot(String reservationId, Instant until) {
        boolean used() {
            return until == null;
        }
    }

    /** On a clock that nobody can set. */
    public Reservations(int slots) {
        this(slots, new SteadyClock());
    }

    /** On another clock, for tests. */
    public Reservations(int slots, Clock clock) {
        this.slots = slots;
        this.clock = clock;
    }

    /**
     * Takes a slot for a session, or renews the one that it has.
     *
     * @return the reservation's id, the same one when asked again
     * @throws Fault FULL
     */
    public String reserve(String sessionId, Duration ttl) {
        Slot slot = bySession.get(sessionId);
        if (slot == null && taken() >= slots) {
            throw new Fault(ErrorCode.FULL, taken() + " of " + slots + " slots are taken");
        }
        String id = slot == null ? UUID.randomUUID().toString() : slot.reservationId();
        if (slot == null || !slot.used()) {
            bySession.put(sessionId, new Slot(id, clock.instant().plus(ttl)));
        }
        return id;
    }

    /**
     * Makes sure that the session still has this reservation.
     *
     * @throws Fault NO_RESERVATION
     */
    public void require(String sessionId, String reservationId) {
        Slot slot = bySession.get(sessionId);
        if (slot == null || !slot.reservationId().equals(reservationId)) {
            throw new Fault(ErrorCode.NO_RESERVATION, "the slot was not reserved, or not in time");
        }
    }

    /** Starts the time anew: the answer went out, and the client now has as long again to connect. */
    public void renew(String sessionId, Duration ttl) {
        bySession.computeIfPresent(
                sessionId,
                (id, slot) -> slot.used()
                        ? slot
                        : new Slot(slot.reservationId(), clock.instant().plus(ttl)));
    }

    /** The session's media is connected: its slot no longer runs out. */
    public void use(String sessionId) {
        bySession.computeIfPresent(sessionId, (id, slot) -> new Slot(slot.reservationId(), null));
    }

    /** True where the session has a slot. */
    public boolean has(String sessionId) {
        return bySession.containsKey(sessionId);
    }

    /** Frees all. */
    public void clear() {
        bySession.clear();
    }

    /** Frees the session's slot; true if it had one. */
    public boolean release(String sessionId) {
        return bySession.remove(sessionId) != null;
    }

    /** Frees what has run out, and tells whose it was. */
    public List<String> expire() {
        Instant now = clock.instant();
        List<String> expired = bySession.entrySet().stream()
                .filter(entry ->
                        !entry.getValue().used() && !entry.getValue().until().isAfter(now))
                .map(Map.Entry::getKey)
                .toList();
        expired.forEach(bySession::remove);
        return expired;
    }

    public int slots() {
        return slots;
    }

    public int used() {
        return (int) bySession.values().stream().filter(Slot::used).count();
    }

    public int reserved() {
        return taken() - used();
    }

    public int free() {
        return slots - taken();
    }

    private int taken() {
        return bySession.size();
    }
}
