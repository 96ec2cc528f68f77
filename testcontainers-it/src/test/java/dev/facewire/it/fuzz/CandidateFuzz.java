package dev.facewire.it.fuzz;

import dev.facewire.it.attack.RawSocket;
import dev.facewire.it.attack.SignalledSession;
import dev.facewire.it.attack.Target;
import dev.facewire.protocol.Json;
import dev.facewire.rtc.Peer;
import dev.facewire.rtc.PeerConfig;
import dev.facewire.rtc.PeerListener;
import dev.facewire.rtc.VideoSettings;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Candidates, changed, for a session that is answered by a real worker. */
final class CandidateFuzz implements Fuzzer.Generator {
    private static final int MESSAGES = 3;

    private final Target target;
    private final String face;
    private final String offer;

    CandidateFuzz(Target target) throws Exception {
        this.target = target;
        this.face = target.uploadFace();
        try (Peer peer = Peer.open(new PeerConfig("candidates"), new PeerListener() {})) {
            offer = peer.offer(VideoSettings.defaults(true)).get(20, TimeUnit.SECONDS);
        }
    }

    @Override
    public void send(Random random) throws Exception {
        try (RawSocket socket = RawSocket.webSocket(target.uri(), "")) {
            String id = SignalledSession.start(socket, offer, face);
            socket.drained();
            try {
                for (int i = 0; i < MESSAGES; i++) {
                    int rev = random.nextInt(8) == 0 ? random.nextInt() : 1;
                    socket.text(Json.encode(
                            Map.of("type", "ice", "session", id, "rev", rev, "candidates", Candidates.next(random))));
                }
            } catch (IOException closed) {
                // too many errors
            }
            target.send("DELETE", "/v1/sessions/" + id, "text/plain", BodyPublishers.noBody());
        }
    }
}
