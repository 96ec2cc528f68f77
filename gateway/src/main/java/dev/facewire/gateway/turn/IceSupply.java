package dev.facewire.gateway.turn;

import dev.facewire.protocol.session.IceServer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The ICE servers that clients and workers are told. TURN servers that stand without a user get credentials made for each
 * asker with the secret that the gateway shares with them: the name is the time at which it ends, the password an HMAC of the
 * name (the "REST API for access to TURN services" draft, which coturn implements as {@code use-auth-secret}). A relay that is
 * allocated in time goes on past that end.
 */
public final class IceSupply {
    public static final IceSupply NONE = new IceSupply(List.of(), null, Clock.systemUTC());
    /** Long enough for a person to say yes to the camera; the most that anybody gains who overhears one. */
    public static final Duration LIFE = Duration.ofMinutes(10);

    private static final String ALGORITHM = "HmacSHA1"; // what the draft and coturn say; an HMAC does not need more

    private final List<IceServer> servers;
    private final SecretKeySpec secret;
    private final Clock clock;

    /**
     * A supply.
     *
     * @param secret shared with the TURN servers, or null
     */
    public IceSupply(List<IceServer> servers, String secret, Clock clock) {
        this.servers = List.copyOf(servers);
        this.secret = secret == null ? null : new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
        this.clock = clock;
    }

    /**
     * The servers, with credentials that are good from now on for {@link #LIFE}.
     *
     * @param who stands in the user's name, so that a TURN server's log tells askers apart; nothing secret
     */
    public List<IceServer> fresh(String who) {
        return servers.stream()
                .map(server -> secret == null || !needsUser(server) ? server : withUser(server, who))
                .toList();
    }

    private static boolean needsUser(IceServer server) {
        return server.username() == null && server.urls().get(0).startsWith("turn");
    }

    private IceServer withUser(IceServer server, String who) {
        String user = clock.instant().plus(LIFE).getEpochSecond() + ":" + who;
        return new IceServer(server.urls(), user, hmac(user));
    }

    private String hmac(String user) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return Base64.getEncoder().encodeToString(mac.doFinal(user.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
