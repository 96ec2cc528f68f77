package dev.facewire.it.fuzz;

import dev.facewire.it.attack.RawSocket;
import dev.facewire.it.attack.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Messages of the signalling, changed, in frames that are sometimes no frames, a few on each connection. */
final class WebSocketFuzz implements Fuzzer.Generator {
    private static final int MESSAGES = 20;
    private static final List<String> MESSAGES_OF_CLIENTS = List.of(
            "{\"type\":\"hello\",\"token\":\"" + Target.TOKEN + "\",\"version\":\"1\"}",
            "{\"type\":\"offer\",\"rev\":1,\"sdp\":\"v=0\",\"face\":\"abc\",\"options\":{\"engine\":\"mesh\",\"strength\":0.7}}",
            "{\"type\":\"ice\",\"session\":\"abc\",\"rev\":1,\"candidates\":[{\"candidate\":\"candidate:1 1 udp 1 10.0.0.1 9 typ"
                    + " host\",\"sdpMid\":\"0\",\"sdpMLineIndex\":0}]}",
            "{\"type\":\"update\",\"session\":\"abc\",\"options\":{\"faces\":\"all\"}}",
            "{\"type\":\"moved\",\"session\":\"abc\",\"rev\":2}",
            "{\"type\":\"bye\",\"session\":\"abc\",\"reason\":\"enough\"}",
            "{\"type\":\"answer\",\"session\":\"abc\",\"sdp\":\"v=0\",\"rev\":1}");
    private static final List<String> WORDS = List.of(
            "null",
            "{}",
            "[]",
            "\"type\":",
            "\"hello\"",
            "\\u0000",
            "\"",
            "{\"a\":",
            "true",
            "1e999",
            "-0",
            "[[[[",
            "\ud83d");

    private final Target target;

    WebSocketFuzz(Target target) {
        this.target = target;
    }

    @Override
    public void send(Random random) throws IOException {
        Mutator mutator = new Mutator(random);
        try (RawSocket socket = RawSocket.webSocket(target.uri(), "").drained()) {
            try {
                if (random.nextInt(4) > 0) {
                    socket.text(MESSAGES_OF_CLIENTS.get(0));
                }
                for (int i = 0; i < MESSAGES; i++) {
                    String message = mutator.text(mutator.pick(MESSAGES_OF_CLIENTS), WORDS);
                    if (random.nextInt(20) == 0) {
                        byte[] payload = mutator.bytes(message.getBytes(StandardCharsets.UTF_8));
                        socket.frame(random.nextInt(16), random.nextInt(16) << 4, payload);
                    } else {
                        socket.text(message);
                    }
                }
            } catch (IOException closed) {
                // the gateway ends a connection with too many errors
            }
        }
    }
}
