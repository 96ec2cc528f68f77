package dev.facewire.it.containers;

import dev.facewire.it.containers.Networks.Link;
import java.time.Duration;
import org.testcontainers.containers.output.OutputFrame;
import org.testcontainers.containers.wait.strategy.Wait;

/** Debian's coturn, on the LAN and on the edge; it forwards nothing but what it relays. */
final class RelayBox extends Box<RelayBox> {
    static final String SECRET = "north by northwest";
    private static final String NAME = "relay";
    private static final int HOST = 200;
    private static final int PORT = 3478;

    private final Networks networks;

    RelayBox(Networks networks) {
        super(Images.helpers(), NAME, 128, 1);
        this.networks = networks;
        withNetwork(networks.of(Link.LAN));
        withNetworkAliases(NAME); // on the LAN only
        withCommand(
                "turnserver",
                "-n",
                "--listening-ip=0.0.0.0",
                "--relay-ip=" + Link.EDGE.address(HOST),
                "--use-auth-secret",
                "--static-auth-secret=" + SECRET,
                "--realm=facewire.test",
                "--no-tls",
                "--no-dtls",
                "--no-cli",
                "--log-file=stdout",
                "--verbose",
                "--pidfile=/tmp/turnserver.pid",
                "--userdb=/tmp/turndb");
        waitingFor(Wait.forLogMessage(".*(Relay ports initialization done|UDP listener opened).*", 1)
                .withStartupTimeout(Duration.ofSeconds(30)));
    }

    @Override
    protected void containerIsCreated(String containerId) {
        networks.connect(containerId, Link.EDGE, HOST);
    }

    /** For {@code --ice-servers}: as the LAN sees it. */
    static String url() {
        return "turn:" + NAME + ":" + PORT + "?transport=udp";
    }

    /** All that it said. */
    String said() {
        return getLogs(OutputFrame.OutputType.STDOUT);
    }
}
