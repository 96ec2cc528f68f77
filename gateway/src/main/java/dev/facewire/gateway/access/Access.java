package dev.facewire.gateway.access;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import java.util.function.LongSupplier;

/**
 * Turns a token and an address into a {@link Caller}. Without tokens (on loopback, or {@code --insecure}) everyone is
 * let in and may administer; with tokens a call needs one, and administration the admin's. Not thread-safe.
 */
public final class Access {
    private final Tokens users;
    private final Tokens admins;
    private final Tokens viewers;
    private final boolean allowBare;
    private final TokenAttempts attempts;

    /**
     * Decides by these tokens.
     *
     * @param viewers let a viewer watch, and nothing else
     * @param allowBare the operator lets every caller show the bare face
     */
    public Access(Tokens users, Tokens admins, Tokens viewers, boolean allowBare) {
        this(users, admins, viewers, allowBare, System::nanoTime);
    }

    Access(Tokens users, Tokens admins, Tokens viewers, boolean allowBare, LongSupplier nanos) {
        this.users = users;
        this.admins = admins;
        this.viewers = viewers;
        this.allowBare = allowBare;
        this.attempts = new TokenAttempts(nanos);
    }

    /** True where a call without a token is refused. */
    public boolean needsToken() {
        return !users.isEmpty();
    }

    /**
     * Lets a caller in.
     *
     * @param token what it showed, or null
     * @param address where it comes from
     * @throws Fault UNAUTHORIZED, or TOO_MANY after too many wrong tokens
     */
    public Caller enter(String token, String address) {
        String client = ClientAddress.group(address);
        int admin = token == null ? -1 : admins.indexOf(token);
        if (admin < 0 && !needsToken()) {
            return new Caller(client, admins.isEmpty(), allowBare);
        }
        if (token == null) {
            throw new Fault(ErrorCode.UNAUTHORIZED, "send \"Authorization: Bearer TOKEN\"");
        }
        int user = admin < 0 ? users.indexOf(token) : -1;
        String name = admin >= 0 ? "admin" + admin : user >= 0 ? "token" + user : null;
        count(client, name);
        if (name == null) {
            throw new Fault(ErrorCode.UNAUTHORIZED, "this token is not known here");
        }
        return new Caller(name + "@" + client, admin >= 0, admin >= 0 || allowBare);
    }

    /**
     * Lets a viewer in: with a viewer's token, or any other. Without tokens everyone is let in.
     *
     * @throws Fault as {@link #enter}
     */
    public void watch(String token, String address) {
        int viewer = token == null ? -1 : viewers.indexOf(token);
        if (viewer < 0) {
            enter(token, address);
        } else if (needsToken()) {
            count(ClientAddress.group(address), "viewer" + viewer);
        }
    }

    private void count(String client, String name) {
        if (!attempts.allows(client, name)) {
            throw new Fault(
                    ErrorCode.TOO_MANY, "too many wrong tokens came from your address; try again in half a minute");
        }
    }

    /**
     * Lets only administrators pass.
     *
     * @throws Fault FORBIDDEN
     */
    public void requireAdmin(Caller caller) {
        if (!caller.admin()) {
            throw new Fault(
                    ErrorCode.FORBIDDEN,
                    admins.isEmpty()
                            ? "this call needs an admin token, and the gateway was started without --admin-token-file"
                            : "this call needs the admin token");
        }
    }

    /** The token of an {@code Authorization} header, or null where there is none of the kind. */
    public static String bearer(String header) {
        return header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)
                ? header.substring(7).strip()
                : null;
    }
}
