package dev.facewire.protocol.sdp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which ICE candidates of strangers are followed, for each of them makes a worker send packets to an address of the
 * stranger's choice: those over UDP, with an IP literal that a host on some network can really have. A host name would
 * make a worker resolve it, a TCP candidate make it open connections, a loopback address probe its host's own ports.
 * Private addresses stay allowed: most clients are on the worker's own network. Pure: nothing is resolved here.
 */
public final class CandidateRules {
    /** Followed at most for one description. A browser on a laptop with VPN, IPv6 and TURN has about 20. */
    public static final int MAX_CANDIDATES = 32;

    private static final int COMPONENT_WORD = 1;
    private static final int TRANSPORT_WORD = 2;
    private static final int PRIORITY_WORD = 3;
    private static final int ADDRESS_WORD = 4;
    private static final int PORT_WORD = 5;
    private static final int TYPE_WORD = 7;
    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]{2,39}");
    private static final Set<String> TYPES = Set.of("host", "srflx", "prflx", "relay");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,10}");

    private CandidateRules() {}

    /**
     * May this candidate be used, where only UDP is?
     *
     * @param candidate {@code candidate:…}, with or without {@code a=}
     */
    public static boolean usable(String candidate) {
        return usable(candidate, false);
    }

    /**
     * May this candidate be used?
     *
     * @param candidate {@code candidate:…}, with or without {@code a=}
     * @param tcp whether TCP candidates are used too (RFC 6544)
     */
    public static boolean usable(String candidate, boolean tcp) {
        String[] words = words(candidate);
        if (words.length <= TYPE_WORD) {
            return false;
        }
        String transport = words[TRANSPORT_WORD].toLowerCase(Locale.ROOT);
        return (transport.equals("udp") || (tcp && transport.equals("tcp")))
                && readable(words)
                && usableAddress(words[ADDRESS_WORD]);
    }

    /** libwebrtc refuses a whole description for the sake of one candidate that it can't read (RFC 8839, section 5.1). */
    private static boolean readable(String[] words) {
        return number(words[COMPONENT_WORD], 1, 256)
                && number(words[PRIORITY_WORD], 0, 0xffff_ffffL)
                && number(words[PORT_WORD], 1, 65_535)
                && words[TYPE_WORD - 1].equals("typ")
                && TYPES.contains(words[TYPE_WORD]);
    }

    private static boolean number(String text, long least, long most) {
        return NUMBER.matcher(text).matches() && Long.parseLong(text) >= least && Long.parseLong(text) <= most;
    }

    /**
     * The best of one description's candidates, in their old order. All where there are few. Else by turns the one with
     * the highest priority of each kind (host, server-reflexive and relayed ones, IPv4 and IPv6 apart), so that a
     * laptop's many network interfaces do not crowd out the one relay that would have worked.
     *
     * @param candidates usable ones
     * @param most how many to keep
     */
    public static List<String> best(List<String> candidates, int most) {
        Set<String> seen = new HashSet<>();
        List<String> distinct =
                candidates.stream().filter(line -> seen.add(destination(line))).toList();
        if (distinct.size() <= most) {
            return distinct;
        }
        Map<String, List<String>> kinds = new LinkedHashMap<>();
        distinct.forEach(line ->
                kinds.computeIfAbsent(kind(line), kind -> new ArrayList<>()).add(line));
        kinds.values()
                .forEach(lines -> lines.sort(
                        Comparator.comparingLong(CandidateRules::priority).reversed()));
        Set<String> kept = new HashSet<>();
        for (int rank = 0; kept.size() < most; rank++) {
            for (List<String> lines : kinds.values()) {
                if (rank < lines.size() && kept.size() < most) {
                    kept.add(lines.get(rank));
                }
            }
        }
        return distinct.stream().filter(kept::contains).toList();
    }

    /** Its type and address family, such as {@code "host 6"}: what there should be some of each of. */
    public static String kind(String candidate) {
        String[] words = words(candidate);
        return words[TYPE_WORD] + (words[ADDRESS_WORD].contains(":") ? " 6" : " 4");
    }

    /** Where it sends to; two candidates with the same one are the same to us. */
    public static String destination(String candidate) {
        String[] words = words(candidate);
        return (words[TRANSPORT_WORD] + " " + words[ADDRESS_WORD] + " " + words[PORT_WORD] + " "
                        + words[COMPONENT_WORD])
                .toLowerCase(Locale.ROOT);
    }

    private static long priority(String candidate) {
        return Long.parseLong(words(candidate)[PRIORITY_WORD]);
    }

    private static String[] words(String candidate) {
        return candidate.strip().split(" +", -1);
    }

    private static boolean usableAddress(String address) {
        var v4 = IPV4.matcher(address);
        if (v4.matches()) {
            return usableV4(
                    Integer.parseInt(v4.group(1)),
                    Integer.parseInt(v4.group(2)),
                    Integer.parseInt(v4.group(3)),
                    Integer.parseInt(v4.group(4)));
        }
        return address.contains(":") && IPV6.matcher(address).matches() && usableV6(address);
    }

    /** The blocks are those of IANA's IPv4 special-purpose address registry that no host's own address is in. */
    private static boolean usableV4(int a, int b, int c, int d) {
        boolean inRange = a <= 255 && b <= 255 && c <= 255 && d <= 255;
        boolean thisNetworkOrLoopback = a == 0 || a == 127;
        boolean linkLocal = a == 169 && b == 254; // cloud metadata services among them
        boolean protocolAssignments = a == 192 && b == 0 && c == 0;
        boolean relayAnycast = a == 192 && b == 88 && c == 99;
        boolean multicastReservedOrBroadcast = a >= 224;
        return inRange
                && !thisNetworkOrLoopback
                && !linkLocal
                && !protocolAssignments
                && !relayAnycast
                && !multicastReservedOrBroadcast;
    }

    /** Blocks of IANA's IPv6 registry: those from which translators and tunnels reach IPv4 hosts are left out too. */
    private static boolean usableV6(String literal) {
        byte[] address = parse(literal);
        if (address == null) {
            return false;
        }
        int first = address[0] & 0xff;
        int second = address[1] & 0xff;
        // ::/8 holds ::, ::1, IPv4-mapped and -compatible addresses and NAT64's 64:ff9b::/96 and 64:ff9b:1::/48
        boolean unspecifiedLoopbackOrEmbedded = first == 0;
        boolean discard = first == 0x01 && second == 0;
        boolean sixToFour = first == 0x20 && second == 0x02;
        boolean teredo = first == 0x20 && second == 0x01 && address[2] == 0 && address[3] == 0;
        boolean linkOrSiteLocal = first == 0xfe && second >= 0x80; // fe80::/10, and fec0::/10 of old
        boolean multicast = first == 0xff;
        return !unspecifiedLoopbackOrEmbedded && !discard && !sixToFour && !teredo && !linkOrSiteLocal && !multicast;
    }

    /** The 16 bytes of a literal, or null. What holds a colon is never looked up: it is a literal, or refused. */
    @SuppressWarnings("AddressSelection") // a literal has one address
    private static byte[] parse(String literal) {
        try {
            byte[] address = InetAddress.getByName(literal).getAddress();
            return address.length == 16 ? address : null; // 4 bytes: an IPv4 address in disguise
        } catch (UnknownHostException malformed) {
            return null;
        }
    }
}
