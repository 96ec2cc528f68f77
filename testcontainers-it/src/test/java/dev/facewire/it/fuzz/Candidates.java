package dev.facewire.it.fuzz;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** ICE candidates that are nearly right. Their addresses stay in the test's own network. */
final class Candidates {
    private static final List<String> SEEDS = List.of(
            "candidate:1 1 udp 2130706431 10.77.0.1 50021 typ host generation 0 ufrag nxcM network-id 1",
            "candidate:2 1 tcp 1518280447 10.77.0.1 9 typ host tcptype active",
            "candidate:3 1 tcp 1518280447 10.77.0.1 9 typ host tcptype passive",
            "candidate:4 1 udp 1694498815 10.77.0.1 50022 typ srflx raddr 0.0.0.0 rport 9",
            "candidate:5 1 udp 41885439 10.77.0.1 50023 typ relay raddr 10.77.0.1 rport 50022",
            "candidate:6 1 udp 2130706431 fd00::1 50024 typ host",
            "");
    private static final List<String> WORDS = List.of(
            " ",
            "typ ",
            "host",
            "prflx",
            "tcptype so",
            "raddr",
            "candidate:",
            "a=",
            "-1",
            "::",
            "%",
            "\r\n",
            "ufrag ",
            "\u0000");

    private Candidates() {}

    /** As it is in a message; unlike the protocol's own record it takes anything. */
    record Candidate(String candidate, String sdpMid, int sdpMLineIndex) {}

    /** Up to a message's 32. */
    static List<Candidate> next(Random random) {
        Mutator mutator = new Mutator(random);
        return IntStream.range(0, 1 + random.nextInt(32))
                .mapToObj(i -> new Candidate(
                        mutator.text(mutator.pick(SEEDS), WORDS),
                        mutator.pick(List.of("0", "0", "1", "x")),
                        mutator.pick(List.of(0, 0, 1, 65535))))
                .toList();
    }
}
