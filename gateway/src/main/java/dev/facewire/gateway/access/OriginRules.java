package dev.facewire.gateway.access;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which {@code Host} and {@code Origin} a request may carry. Where no token is needed, any web page that a user has open
 * could speak to the gateway: its {@code Origin} gives it away, and where it made its own name point to the gateway's
 * address (DNS rebinding) the {@code Host} does. A page whose host is an IP address can't do that.
 */
public final class OriginRules {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Pattern IP_LITERAL = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+]");

    /** What protects a gateway, by where it listens. */
    public enum Exposure {
        /** Loopback only: its names, and those that were allowed. */
        LOOPBACK,
        /** Elsewhere, without tokens: any IP address, the machine's names, and those that were allowed. */
        OPEN,
        /** Elsewhere, with tokens: no page has one, so any name does, unless names were allowed. */
        TOKENS
    }

    private final boolean checkHost;
    private final boolean anyAddress;
    private final Set<String> hosts;
    private final Set<String> origins;

    /**
     * Rules for one binding.
     *
     * @param hosts further names, without a port, that are right
     * @param origins {@code scheme://host[:port]} of pages that may call from elsewhere
     */
    public OriginRules(Exposure exposure, Collection<String> hosts, Collection<String> origins) {
        this.checkHost = exposure != Exposure.TOKENS || !hosts.isEmpty();
        this.anyAddress = exposure == Exposure.OPEN;
        this.hosts = new TreeSet<>(LOOPBACK);
        hosts.forEach(host -> this.hosts.add(host.toLowerCase(Locale.ROOT)));
        this.origins = new TreeSet<>();
        origins.forEach(origin -> this.origins.add(origin.toLowerCase(Locale.ROOT)));
    }

    /** The names by which others on its network know a machine: its host name, in whole, in short, and as mDNS has it. */
    public static Set<String> namesOf(String hostName) {
        String name = hostName.toLowerCase(Locale.ROOT);
        String first = name.split("\\.", 2)[0];
        return first.isEmpty() ? Set.of() : new TreeSet<>(List.of(name, first, first + ".local"));
    }

    /**
     * Checks a request.
     *
     * @param host the {@code Host} header (or HTTP/2's authority), with or without a port
     * @param origin the {@code Origin} header, or null
     * @throws Fault FORBIDDEN
     */
    public void check(String host, String origin) {
        if (host == null || (checkHost && !right(nameOf(host)))) {
            throw new Fault(
                    ErrorCode.FORBIDDEN,
                    "the Host \"" + printable(host)
                            + "\" is not this gateway; name it with --allow-host if it should be");
        }
        if (origin != null && !allowed(origin) && !sameOrigin(origin, host)) {
            throw new Fault(
                    ErrorCode.FORBIDDEN,
                    "pages of \"" + printable(origin) + "\" may not call this gateway; see --allow-origin");
        }
    }

    private boolean right(String name) {
        return hosts.contains(name) || (anyAddress && IP_LITERAL.matcher(name).matches());
    }

    /** True for an origin that was named: it gets CORS headers. */
    public boolean allowed(String origin) {
        return origins.contains(origin.toLowerCase(Locale.ROOT));
    }

    /** True where this can be an origin: scheme, host, perhaps a port, nothing else. */
    public static boolean wellFormed(String origin) {
        return origin.matches("https?://[^/?#@\\s]+");
    }

    private static boolean sameOrigin(String origin, String host) {
        try {
            URI uri = URI.create(origin);
            if (uri.getRawAuthority() == null) {
                return false; // "null": a sandboxed frame, a file
            }
            int standard = "https".equals(uri.getScheme()) ? 443 : 80;
            return withPort(uri.getRawAuthority(), standard).equalsIgnoreCase(withPort(host, standard));
        } catch (IllegalArgumentException notAUri) {
            return false;
        }
    }

    private static String withPort(String authority, int standard) {
        return portAt(authority) < 0 ? authority + ":" + standard : authority;
    }

    private static String nameOf(String host) {
        int port = portAt(host);
        return (port < 0 ? host : host.substring(0, port)).toLowerCase(Locale.ROOT);
    }

    /** Where the colon of the port is, or −1; an IPv6 address has colons of its own, inside brackets. */
    private static int portAt(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? colon : -1;
    }

    private static String printable(String header) {
        String text = header == null ? "" : header;
        return text.substring(0, Math.min(100, text.length())).replaceAll("[^\\x20-\\x7e]", "?");
    }
}
