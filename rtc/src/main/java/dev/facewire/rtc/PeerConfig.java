package dev.facewire.rtc;

import dev.facewire.protocol.session.IceServer;
import java.util.List;

/**
 * How a peer reaches the other.
 *
 * @param name for threads and log lines
 * @param iceServers STUN and TURN servers
 * @param ports for media; null for any
 */
public record PeerConfig(String name, List<IceServer> iceServers, PortRange ports) {
    public PeerConfig {
        iceServers = List.copyOf(iceServers);
    }

    public PeerConfig(String name) {
        this(name, List.of(), null);
    }
}
