package dev.facewire.it.attack;

import dev.facewire.bench.moves.RunningJar;
import dev.facewire.it.process.Jars;
import dev.facewire.protocol.session.IceCandidate;
import dev.facewire.protocol.signal.SignalMessage;
import dev.facewire.rtc.Peer;
import dev.facewire.rtc.PeerConfig;
import dev.facewire.rtc.PeerListener;
import dev.facewire.rtc.VideoSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.Deflater;

/** What is done to a gateway and its worker. */
public enum Attacks {
    /** One compressed WebSocket frame that becomes 370 MB. */
    DEFLATE_BOMB(false) {
        @Override
        public void run(Target target) throws Exception {
            byte[] bomb = zeros(370);
            for (int i = 0; i < 2; i++) {
                // A gateway that takes no compression answers without the extension: the frame is an error then.
                try (RawSocket socket = RawSocket.webSocket(
                        target.uri(), "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n")) {
                    attempt(() -> socket.frame(RawSocket.TEXT, RawSocket.FINAL | RawSocket.COMPRESSED, bomb));
                    TimeUnit.SECONDS.sleep(2);
                }
            }
        }
    },
    /** Requests that are never finished, a byte every second. */
    SLOWLORIS(false) {
        @Override
        public void run(Target target) throws Exception {
            List<RawSocket> sockets = new ArrayList<>();
            byte[] half = ("GET /v1/workers HTTP/1.1\r\nHost: " + target.uri().getAuthority() + "\r\nX: ")
                    .getBytes(StandardCharsets.US_ASCII);
            attempt(() -> {
                for (int i = 0; i < CONNECTIONS; i++) {
                    sockets.add(
                            new RawSocket(target.uri().getHost(), target.uri().getPort()));
                    sockets.get(i).write(half);
                }
            });
            for (int second = 0; second < 10; second++) {
                TimeUnit.SECONDS.sleep(1);
                sockets.removeIf(Attacks::isRefused);
            }
            closeAll(sockets);
        }
    },
    /** WebSockets on which nobody says hello. */
    SILENT_WEBSOCKETS(false) {
        @Override
        public void run(Target target) throws Exception {
            List<RawSocket> sockets = new ArrayList<>();
            attempt(() -> {
                for (int i = 0; i < CONNECTIONS; i++) {
                    sockets.add(RawSocket.webSocket(target.uri(), ""));
                }
            });
            TimeUnit.SECONDS.sleep(5);
            closeAll(sockets);
        }
    },
    /** Pings, fragments and messages without a hello, as fast as they are taken. */
    MESSAGE_FLOOD(false) {
        @Override
        public void run(Target target) throws Exception {
            for (int round = 0; round < 4; round++) {
                try (RawSocket socket = RawSocket.webSocket(target.uri(), "").drained()) {
                    attempt(() -> {
                        socket.frame(RawSocket.TEXT, 0, new byte[0]);
                        for (int i = 0; i < 50_000; i++) {
                            socket.frame(RawSocket.CONTINUATION, 0, new byte[0]);
                            socket.frame(RawSocket.PING, RawSocket.FINAL, new byte[100]);
                        }
                    });
                }
                try (RawSocket socket = RawSocket.webSocket(target.uri(), "").drained()) {
                    attempt(() -> {
                        for (int i = 0; i < 20_000; i++) {
                            socket.text("{\"type\":\"hello\",\"token\":\"nobody's\",\"version\":\"0\"}");
                        }
                    });
                }
            }
        }
    },
    /** Wrong tokens. */
    BAD_TOKENS(false) {
        @Override
        public void run(Target target) throws Exception {
            for (int i = 0; i < 3000; i++) {
                HttpResponse<String> answer = target.send(
                        "wrong-token-number-" + i, "GET", "/v1/workers", "text/plain", BodyPublishers.noBody());
                check(answer, 401, 429);
            }
        }
    },
    /** Other protocols, and a length of 2 GB, at every port of the cluster. */
    CLUSTER_PORTS(false) {
        @Override
        public void run(Target target) throws Exception {
            byte[] post = "POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 900000000\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);
            byte[] length = ByteBuffer.allocate(4).putInt(0x7ffffff0).array();
            for (RunningJar process : List.of(target.gateway(), target.node())) {
                Set<Integer> ports = Processes.listening(process.pid());
                ports.remove(target.uri().getPort());
                for (int port : ports) {
                    for (byte[] begin : List.of(post, length)) {
                        try (RawSocket socket = new RawSocket("127.0.0.1", port)) {
                            attempt(() -> {
                                socket.write(begin);
                                for (int i = 0; i < 400; i++) {
                                    socket.write(new byte[1 << 20]);
                                }
                            });
                        }
                    }
                }
            }
        }
    },
    /** 96 000 candidates for one session. */
    CANDIDATE_FLOOD(true) {
        @Override
        public void run(Target target) throws Exception {
            String face = target.uploadFace();
            try (RawSocket socket = RawSocket.webSocket(target.uri(), "");
                    Peer peer = Peer.open(new PeerConfig("flood", List.of(), null), new PeerListener() {})) {
                String sdp = peer.offer(VideoSettings.defaults(true)).get(20, TimeUnit.SECONDS);
                String id = SignalledSession.start(socket, sdp, face);
                socket.drained();
                attempt(() -> {
                    for (int i = 0; i < 3000; i++) {
                        int first = i * 32;
                        socket.text(new SignalMessage.Ice(
                                        id,
                                        1,
                                        IntStream.range(first, first + 32)
                                                .mapToObj(Attacks::candidate)
                                                .toList())
                                .toText());
                    }
                    socket.text(new SignalMessage.Bye(id, "enough", null).toText());
                    TimeUnit.SECONDS.sleep(1);
                });
            }
        }
    },
    /** Line ends, escapes and 100 000 characters where a log may write them. */
    LOG_FORGING(true) {
        @Override
        public void run(Target target) throws Exception {
            String face = target.uploadFace();
            try (RawSocket socket = RawSocket.webSocket(target.uri(), "");
                    Peer peer = Peer.open(new PeerConfig("forger", List.of(), null), new PeerListener() {})) {
                String sdp = peer.offer(VideoSettings.defaults(true)).get(20, TimeUnit.SECONDS);
                String id = SignalledSession.start(socket, sdp, face);
                String reason = "\r\n" + FORGED + "\u001b[2J\n" + "x".repeat(100_000);
                attempt(() -> socket.text(new SignalMessage.Bye(id, reason, null).toText()));
                TimeUnit.SECONDS.sleep(2);
            }
        }
    },
    /** 172 KB with 1000 scans over 50 megapixels. */
    SCAN_BOMB(true) {
        @Override
        public void run(Target target) throws Exception {
            refused(target, "image/jpeg", HostileImages.manyScans(7000, 7120, 1000));
        }
    },
    /** A JPEG that is small for one reader and 812 megapixels for another. */
    TWO_SIZES(true) {
        @Override
        public void run(Target target) throws Exception {
            refused(target, "image/jpeg", HostileImages.twoSizes(28_000, 29_000));
        }
    },
    /** 400 KB that become 400 MB. */
    DEEP_PNG(true) {
        @Override
        public void run(Target target) throws Exception {
            refused(target, "image/png", HostileImages.deepPng(7000, 7100));
        }
    },
    /** Pictures of 38 megapixels in a call. */
    HUGE_FRAMES(true) {
        @Override
        public void run(Target target) throws Exception {
            huge(target, "4096x2304", "8");
            huge(target, "8192x4608", "15");
        }
    };

    /** What must not begin a line of a log. */
    static final String FORGED = "2026-01-01 00:00:00 INFO forged: all is well";

    private static final int CONNECTIONS = 2000;

    /** Whether it needs a user's token. */
    final boolean token;

    Attacks(boolean token) {
        this.token = token;
    }

    /** Returns when the attack is over; fails where an answer is none that a client may get. */
    public abstract void run(Target target) throws Exception;

    /** Writing that ends early because the connection is closed is as good as any other end. */
    private static void attempt(Victim.Action writing) throws Exception {
        try {
            writing.run();
        } catch (IOException refused) {
            System.out.println("  the attack was cut off: " + refused.getMessage());
        }
    }

    private static boolean isRefused(RawSocket socket) {
        try {
            socket.write(new byte[] {'x'});
            return false;
        } catch (IOException closed) {
            return true;
        }
    }

    private static void closeAll(List<RawSocket> sockets) throws IOException {
        System.out.println("  connections that were held to the end: " + sockets.size());
        for (RawSocket socket : sockets) {
            socket.close();
        }
    }

    private static void check(HttpResponse<String> answer, Integer... allowed) {
        if (!List.of(allowed).contains(answer.statusCode())) {
            throw new AssertionError("status " + answer.statusCode() + ": " + answer.body());
        }
    }

    /** So many megabytes of zeros as the payload of one compressed message. */
    private static byte[] zeros(int megabytes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] chunk = new byte[1 << 16];
        Deflater raw = new Deflater(Deflater.BEST_COMPRESSION, true);
        try {
            for (int i = 0; i < megabytes; i++) {
                raw.setInput(new byte[1 << 20]);
                while (!raw.needsInput()) {
                    bytes.write(chunk, 0, raw.deflate(chunk));
                }
            }
            int length;
            do {
                length = raw.deflate(chunk, 0, chunk.length, Deflater.SYNC_FLUSH);
                bytes.write(chunk, 0, length);
            } while (length == chunk.length);
        } finally {
            raw.end();
        }
        return Arrays.copyOf(bytes.toByteArray(), bytes.size() - 4); // the flush's last four bytes are left out
    }

    private static IceCandidate candidate(int number) {
        return new IceCandidate(
                "candidate:" + number + " 1 udp 2122260223 10.77." + (number >> 8 & 255) + "." + (number & 255) + " "
                        + (1024 + number % 60_000) + " typ host generation 0",
                "0",
                0);
    }

    private static void refused(Target target, String type, byte[] image) throws Exception {
        HttpResponse<String> answer = target.send("POST", "/v1/faces", type, BodyPublishers.ofByteArray(image));
        System.out.println("  " + image.length + " bytes: " + answer.statusCode() + " " + answer.body());
        check(answer, 413, 415, 422);
    }

    private static void huge(Target target, String size, String seconds) throws Exception {
        List<String> command = new ArrayList<>(List.of("/usr/bin/python3"));
        command.add(Jars.HOME
                .resolve("testcontainers-it/src/test/resources/peers/huge_frames.py")
                .toString());
        command.addAll(List.of("--url", target.uri().toString(), "--token", Target.TOKEN));
        command.addAll(List.of("--face", target.uploadFace(), "--size", size, "--seconds", seconds));
        try (RunningJar sender = Jars.run("attack-huge-" + size, command)) {
            sender.awaitExit(Duration.ofMinutes(2));
            System.out.println("  " + size + ": " + sender.output().lines().reduce("", (a, b) -> b));
        }
    }
}
