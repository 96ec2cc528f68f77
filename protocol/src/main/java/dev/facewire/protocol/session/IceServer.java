package dev.facewire.protocol.session;

import dev.facewire.protocol.Checks;
import java.util.List;

/** A STUN or TURN server; {@code username} and {@code credential} may be null. */
public record IceServer(List<String> urls, String username, String credential) {
    public IceServer {
        urls = Checks.orEmpty(urls);
        Checks.check(!urls.isEmpty(), "an ICE server has no urls");
    }
}
