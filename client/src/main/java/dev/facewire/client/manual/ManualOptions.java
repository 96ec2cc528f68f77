package dev.facewire.client.manual;

import dev.facewire.client.fault.ClientFault;
import dev.facewire.protocol.session.IceServer;
import dev.facewire.protocol.session.IceServers;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of {@code --manual}. */
public final class ManualOptions {
    @Option(
            names = "--manual",
            description = "Without a gateway: writes the offer into a file, and waits for the answer in another.")
    private boolean manual;

    @Option(
            names = "--offer",
            paramLabel = "FILE",
            description = "With --manual: where the offer goes (default: offer.json).")
    private Path offer;

    @Option(
            names = "--answer",
            paramLabel = "FILE",
            description = "With --manual: where the answer will be (default: answer.json).")
    private Path answer;

    @Option(
            names = "--manual-ice-servers",
            split = ",",
            paramLabel = "URL",
            description = "With --manual: stun:HOST:PORT or turn:USER:PASSWORD@HOST:PORT; repeatable.")
    private List<String> iceServers = List.of();

    /** True where the client is to work by files. */
    public boolean wanted() {
        if (!manual && (offer != null || answer != null || !iceServers.isEmpty())) {
            throw ClientFault.usage("--offer, --answer and --manual-ice-servers belong to --manual");
        }
        return manual;
    }

    /** Where the offer goes. */
    public Path offer() {
        return offer == null ? Path.of("offer.json") : offer;
    }

    /** Where the answer will be. */
    public Path answer() {
        return answer == null ? Path.of("answer.json") : answer;
    }

    List<IceServer> iceServers() {
        try {
            return IceServers.parse(iceServers);
        } catch (IllegalArgumentException e) {
            throw ClientFault.usage("--manual-ice-servers: " + e.getMessage());
        }
    }
}
