package dev.facewire.client.session;

import dev.facewire.protocol.session.IceServer;
import java.time.Duration;
import java.util.List;

/**
 * The STUN and TURN servers for the run's next connection, as the gateway last told them. A password for a relay lasts ten
 * minutes, a call longer: they are asked for anew while they age, so that a move finds good ones. Pure; used by the run's
 * main thread.
 */
final class Relays {
    private static final long OLD_NANOS = Duration.ofMinutes(5).toNanos();
    /** Asked again where no answer came. */
    private static final long ASK_AGAIN_NANOS = Duration.ofSeconds(10).toNanos();

    private List<IceServer> servers = List.of();
    private long toldNanos;
    private long askedNanos;

    /** What the gateway says now. */
    void told(List<IceServer> now, long nowNanos) {
        servers = now;
        toldNanos = nowNanos;
        askedNanos = nowNanos;
    }

    List<IceServer> servers() {
        return servers;
    }

    /** Whether the gateway is to be asked now; true only once in a while. */
    boolean due(long nowNanos) {
        boolean passwords = servers.stream().anyMatch(server -> server.username() != null);
        if (!passwords || nowNanos - toldNanos < OLD_NANOS || nowNanos - askedNanos < ASK_AGAIN_NANOS) {
            return false;
        }
        askedNanos = nowNanos;
        return true;
    }
}
