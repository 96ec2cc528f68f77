package dev.facewire.gateway.access;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;

/**
 * Turns a token and an address into a {@link Caller}. Without tokens (on loopback, or {@code --insecure}) everyone is
 * let in and may administer; with tokens a call needs one, and administration the admin's.
 */
public final class Access {
    private final Tokens users;
    private final Tokens admins;
    private final Tokens viewers;
    private final boolean allowBare;

    /**
     * Decides by these tokens.
     *
     * @param viewers let a viewer watch, and nothing else
     * @param allowBare the operator lets every caller show the bare face
     */
    public Access(Tokens users, Tokens admins, Tokens viewers, boolean allowBare) {
        this.users = users;
        this.admins = admins;
        this.viewers = viewers;
        this.allowBare = allowBare;
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
     * @throws Fault UNAUTHORIZED
     */
    public Caller enter(String token, String address) {
        int admin = token == null ? -1 : admins.indexOf(token);
        if (admin >= 0) {
            return new Caller("admin" + admin + "@" + address, true, true);
        }
        if (!needsToken()) {
            return new Caller(address, admins.isEmpty(), allowBare);
        }
        int user = token == null ? -1 : users.indexOf(token);
        if (user < 0) {
            throw new Fault(
                    ErrorCode.UNAUTHORIZED,
                    token == null ? "send \"Authorization: Bearer TOKEN\"" : "this token is not known here");
        }
        return new Caller("token" + user + "@" + address, false, allowBare);
    }

    /**
     * Lets a viewer in: with a viewer's token, or any other. Without tokens everyone is let in.
     *
     * @throws Fault UNAUTHORIZED
     */
    public void watch(String token, String address) {
        if (token == null || viewers.indexOf(token) < 0) {
            enter(token, address);
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
