package dev.facewire.gateway.session;

import dev.facewire.gateway.turn.IceSupply;

/**
 * What applies to every session.
 *
 * @param maxPerClient live sessions of one client
 * @param ice the ICE servers of workers and clients
 */
public record SessionLimits(int maxPerClient, IceSupply ice) {
    public static final int DEFAULT_MAX_PER_CLIENT = 16;
}
