package dev.facewire.it.attack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.facewire.protocol.Json;
import dev.facewire.protocol.session.OptionsPatch;
import dev.facewire.protocol.signal.SignalMessage;
import java.io.IOException;
import java.util.List;

/** Makes a session over a raw WebSocket. */
public final class SignalledSession {
    private SignalledSession() {}

    /**
     * Greets and offers.
     *
     * @return the session's id, as soon as it has a worker
     * @throws IOException where the offer is refused
     */
    public static String start(RawSocket socket, String sdp, String face) throws IOException {
        socket.text(new SignalMessage.Hello(Target.TOKEN, "0", List.of()).toText());
        socket.text(new SignalMessage.Offer(null, sdp, 1, null, face, OptionsPatch.NONE).toText());
        while (true) {
            JsonNode message = Json.tree(socket.readText());
            if (message.path("session").isTextual()) {
                return message.get("session").asText();
            }
            if (message.path("type").asText().equals("error")) {
                throw new IOException("refused: " + message);
            }
        }
    }
}
