package dev.facewire.gateway.session;

import dev.facewire.protocol.session.IceServer;
import java.util.List;

/**
 * What applies to every session.
 *
 * @param maxPerClient live sessions of one client
 * @param iceServers for workers and clients
 */
public record SessionLimits(int maxPerClient, List<IceServer> iceServers) {
    public static final int DEFAULT_MAX_PER_CLIENT = 16;

    public SessionLimits {
        iceServers = List.copyOf(iceServers);
    }
}
