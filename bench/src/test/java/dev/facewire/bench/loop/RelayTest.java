package dev.facewire.bench.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RelayTest {
    private static final String LOCAL = "127.0.0.1";

    @Test
    void packetsGoBothWaysInOrderAndLate() throws Exception {
        try (Relay relay = new Relay(LOCAL);
                DatagramSocket here = socket();
                DatagramSocket there = socket()) {
            InetSocketAddress towardsThere = candidate(relay.throughToThere(sdp(there)));
            InetSocketAddress towardsHere = candidate(relay.throughToHere(sdp(here)));

            send(here, towardsThere, "ping");
            assertThat(receive(there)).isEqualTo("ping");
            send(there, towardsHere, "pong");
            assertThat(receive(here)).isEqualTo("pong");

            relay.delay(60, 20);
            long begin = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                send(here, towardsThere, "n" + i);
            }
            for (int i = 0; i < 20; i++) {
                assertThat(receive(there)).isEqualTo("n" + i);
            }
            assertThat(System.nanoTime() - begin).isGreaterThan(40_000_000L);
        }
    }

    @Test
    void onlyTheRelayIsLeftInADescription() throws Exception {
        try (Relay relay = new Relay(LOCAL)) {
            String edited = relay.throughToHere(String.join(
                    "\r\n",
                    "v=0",
                    "a=candidate:1 1 udp 2122260223 10.0.0.1 5000 typ host generation 0",
                    "a=candidate:2 1 udp 2122194687 10.0.0.2 5001 typ host generation 0",
                    ""));

            assertThat(edited)
                    .doesNotContain("10.0.0.")
                    .containsOnlyOnce("typ host")
                    .startsWith("v=0\r\n");
        }
    }

    private static DatagramSocket socket() throws Exception {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static String sdp(DatagramSocket socket) {
        return "v=0\r\na=candidate:1 1 udp 2122260223 " + LOCAL + " " + socket.getLocalPort() + " typ host\r\n";
    }

    private static InetSocketAddress candidate(String sdp) {
        Matcher matcher = Pattern.compile("udp \\d+ (\\S+) (\\d+) typ").matcher(sdp);
        assertThat(matcher.find()).isTrue();
        return new InetSocketAddress(matcher.group(1), Integer.parseInt(matcher.group(2)));
    }

    private static void send(DatagramSocket from, InetSocketAddress to, String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        from.send(new DatagramPacket(bytes, bytes.length, to));
    }

    private static String receive(DatagramSocket socket) throws Exception {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }
}
