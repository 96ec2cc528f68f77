package dev.facewire.gateway.session;

import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.protocol.session.SessionState;

/**
 * What the cluster keeps of a session, so that any gateway can serve it.
 *
 * @param worker id of the worker that has it, and
 * @param epoch of that worker's life, and
 * @param reservation the slot there
 * @param rev the last offer's revision
 * @param face the source face's id
 * @param eventsTo the gateway that last spoke for it
 * @param client whose it is, for the limits
 */
public record SessionRecord(
        String id,
        String worker,
        long epoch,
        String reservation,
        int rev,
        String face,
        SessionOptions options,
        String eventsTo,
        String client,
        SessionState state,
        String reason) {}
