package dev.facewire.rtc;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an operator allows peers to do on this machine's network, and with which code they read what strangers send.
 *
 * @param ports UDP ports for media; null for any
 * @param iceTcp whether TCP candidates are offered and followed: each peer then listens on a TCP port, and connects to
 *     whatever address the other end names
 * @param decoders the video codecs that are decoded, by their SDP names
 */
public record MediaOptions(PortRange ports, boolean iceTcp, Set<String> decoders) {
    /** What libwebrtc decodes here. */
    public static final Set<String> ALL_DECODERS = Set.of("H264", "VP8", "VP9", "AV1");

    /** Any UDP port, no TCP, all decoders. */
    public static final MediaOptions DEFAULTS = new MediaOptions(null, false, ALL_DECODERS);

    public MediaOptions {
        decoders = Set.copyOf(decoders);
        if (decoders.isEmpty() || !ALL_DECODERS.containsAll(decoders)) {
            throw new IllegalArgumentException("decoders are one or more of " + list(ALL_DECODERS) + ", not "
                    + (decoders.isEmpty() ? "none" : list(decoders)));
        }
    }

    /**
     * Reads {@code H264,VP8}; upper and lower case alike.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    public static Set<String> parseDecoders(String text) {
        Set<String> decoders = Stream.of(text.split(",", -1))
                .map(name -> name.strip().toUpperCase(Locale.ROOT))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
        return new MediaOptions(null, false, decoders).decoders();
    }

    /** With TCP: for a client, which trusts the worker that it calls and may sit behind a network without UDP. */
    public MediaOptions withIceTcp() {
        return new MediaOptions(ports, true, decoders);
    }

    boolean decodesAll() {
        return decoders.containsAll(ALL_DECODERS);
    }

    static String list(Set<String> names) {
        return String.join(", ", new TreeSet<>(names));
    }
}
