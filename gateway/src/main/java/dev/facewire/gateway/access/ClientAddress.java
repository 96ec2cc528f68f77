package dev.facewire.gateway.access;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;

/** What the limits take for one client: an IPv4 address, or an IPv6 network of 64 bits, which a subscriber has at least. */
public final class ClientAddress {
    private ClientAddress() {}

    /**
     * The client that an address belongs to.
     *
     * @param address an IP literal, with or without a zone
     * @return the address itself, or {@code a:b:c:d::/64}
     */
    public static String group(String address) {
        if (!address.contains(":")) {
            return address;
        }
        try {
            // A literal with a colon is never looked up.
            InetAddress parsed = InetAddress.getByName(address.replaceAll("%.*", ""));
            if (parsed instanceof Inet4Address) { // ::ffff:192.0.2.1
                return parsed.getHostAddress();
            }
            byte[] bytes = parsed.getAddress();
            StringBuilder network = new StringBuilder();
            for (int i = 0; i < 8; i += 2) {
                network.append(String.format(Locale.ROOT, "%x:", ((bytes[i] & 0xff) << 8) | (bytes[i + 1] & 0xff)));
            }
            return network.append(":/64").toString();
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
