package dev.facewire.protocol.sdp;

import java.util.regex.Pattern;

/**
 * Which ICE candidates of strangers are followed: those with an IP literal of an address that media can come from. A
 * host name would make a worker look names up, and a loopback address let a stranger probe its host's own ports.
 */
public final class CandidateRules {
    private static final int ADDRESS_WORD = 4;
    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]{2,39}");

    private CandidateRules() {}

    /**
     * May this candidate be used?
     *
     * @param candidate {@code candidate:…}, with or without {@code a=}
     */
    public static boolean usable(String candidate) {
        String[] words = candidate.strip().split(" +", -1);
        if (words.length <= ADDRESS_WORD + 1) {
            return false;
        }
        String address = words[ADDRESS_WORD];
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

    private static boolean usableV4(int a, int b, int c, int d) {
        boolean inRange = a <= 255 && b <= 255 && c <= 255 && d <= 255;
        boolean multicastOrReserved = a >= 224;
        boolean linkLocal = a == 169 && b == 254;
        return inRange && a != 0 && a != 127 && !linkLocal && !multicastOrReserved;
    }

    private static boolean usableV6(String address) {
        String lower = address.toLowerCase(java.util.Locale.ROOT);
        boolean multicast = lower.startsWith("ff");
        boolean linkLocal = lower.matches("fe[89ab].*");
        // ::, ::1 and everything mapped into ::/8 (IPv4 addresses in disguise among them)
        boolean special = lower.startsWith("::") || lower.matches("0{0,4}(:0{0,4})*:.*");
        return !multicast && !linkLocal && !special;
    }
}
