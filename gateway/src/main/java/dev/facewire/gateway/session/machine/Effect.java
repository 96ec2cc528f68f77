package dev.facewire.gateway.session.machine;

import dev.facewire.gateway.assign.WorkerKey;
import dev.facewire.protocol.signal.MoveCause;

/** What is to be done after a transition, in this order. */
public sealed interface Effect {
    /** Write its record. */
    record Save() implements Effect {}

    /** Tell its clients its state. */
    record Notify() implements Effect {}

    /** Tell its clients that its face was deleted. */
    record NotifyFaceDeleted(String detail) implements Effect {}

    /** Release its slot on a worker. */
    record Release(WorkerKey worker, String reason) implements Effect {}

    /** Have a worker pixelate it, and feed back how that went. */
    record Revoke(WorkerKey worker) implements Effect {}

    /** Ask its client to offer again. */
    record AskToMove(MoveCause cause, String reason) implements Effect {}

    /** Count the outcome of a migration, by the name of its metric. */
    record Count(String outcome) implements Effect {}
}
