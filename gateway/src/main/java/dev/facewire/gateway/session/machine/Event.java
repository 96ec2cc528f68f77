package dev.facewire.gateway.session.machine;

import dev.facewire.gateway.assign.WorkerKey;
import dev.facewire.protocol.signal.MoveCause;

/** What can happen to a session. */
public sealed interface Event {
    /** A slot was found, for its first offer or for a migration. */
    record Placed(Placement slot) implements Event {}

    /** The worker of a new slot did not take the offer. */
    record OfferFailed(WorkerKey worker, String reason) implements Event {}

    /** It gives its only slot up to get another one, perhaps on the same worker. */
    record GivenUp(String reason) implements Event {}

    /** No slot was found after {@link GivenUp}. */
    record NotPlaced(String reason) implements Event {}

    /** A slot is held for its next offer, because it has to leave that worker. */
    record Prepared(Placement slot, WorkerKey leaves, long untilMs) implements Event {}

    /** It should leave its worker, which is to stop. */
    record Drain(String reason) implements Event {}

    /** The worker reports that media is connected. */
    record Connected(WorkerKey worker) implements Event {}

    /** The worker reports counters; {@code frames} where swapped frames have gone out. */
    record Reported(WorkerKey worker, boolean frames) implements Event {}

    /** The worker reports that it could not go on; {@code retryable} where another one may. */
    record GaveUp(WorkerKey worker, boolean retryable, String reason, boolean otherReachable) implements Event {}

    /** The worker reports that the session has ended there. */
    record EndedThere(WorkerKey worker, String reason, boolean otherReachable) implements Event {}

    /**
     * The worker died or fell silent.
     *
     * @param otherReachable whether the worker that a migrating session is leaving can be reached
     */
    record Lost(WorkerKey worker, MoveCause cause, String reason, boolean otherReachable) implements Event {}

    /** Nothing was heard of it for too long. */
    record Silent(String reason) implements Event {}

    /** Swapped frames arrive at the client from the new slot. */
    record Moved() implements Event {}

    /** A face was sent to a worker. */
    record FaceSent(WorkerKey worker, String face) implements Event {}

    /** The worker acknowledged it. */
    record FaceTaken(WorkerKey worker, String face) implements Event {}

    /** The worker refused it. */
    record FaceRefused(WorkerKey worker, String face) implements Event {}

    /** A face was deleted. */
    record FaceDeleted(String face) implements Event {}

    /** The worker acknowledged that it shows no face. */
    record FaceRevoked(WorkerKey worker) implements Event {}

    /** The worker did not acknowledge that. */
    record RevocationFailed(WorkerKey worker) implements Event {}

    /** It was never answered: its client is told by the failure. */
    record Discarded(String reason) implements Event {}

    /** Its client, or an operator, ends it. */
    record End(String reason) implements Event {}
}
