package dev.facewire.rtc;

import dev.facewire.protocol.session.IceServer;
import java.util.List;

/**
 * How a peer reaches the other.
 *
 * @param name for threads and log lines
 * @param iceServers STUN and TURN servers
 * @param media what it may do on this machine's network; null for {@link MediaOptions#DEFAULTS}
 */
public record PeerConfig(String name, List<IceServer> iceServers, MediaOptions media) {
    public PeerConfig {
        iceServers = List.copyOf(iceServers);
        media = media == null ? MediaOptions.DEFAULTS : media;
    }

    public PeerConfig(String name) {
        this(name, List.of(), MediaOptions.DEFAULTS);
    }
}
