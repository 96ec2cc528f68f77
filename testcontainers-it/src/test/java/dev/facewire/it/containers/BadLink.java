package dev.facewire.it.containers;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import java.io.IOException;

/**
 * Spoils the network of a container, from a helper that shares its network namespace: the product's images hold nothing
 * of this kind. The kernel's netem is not everywhere; iptables' {@code statistic} match and a token bucket are.
 */
final class BadLink extends Box<BadLink> {
    private static final String DEVICE = "eth0"; // a container's first network

    /** Not there yet; the other one must run. */
    BadLink(Box<?> of) {
        super(Images.helpers(), of.name() + "-bad-link", 64, 0.5);
        withNetworkMode("container:" + of.getContainerId());
        withCommand("sleep", "infinity");
        withCreateContainerCmdModifier(command -> {
            HostConfig host = command.getHostConfig();
            host.withCapAdd(Capability.NET_ADMIN).withInit(true);
        });
    }

    /** Loses this share of all UDP packets, coming and going. */
    void lose(double share) throws IOException, InterruptedException {
        for (String chain : new String[] {"INPUT", "OUTPUT"}) {
            run(
                    "iptables",
                    "-A",
                    chain,
                    "-p",
                    "udp",
                    "-m",
                    "statistic",
                    "--mode",
                    "random",
                    "--probability",
                    Double.toString(share),
                    "-j",
                    "DROP");
        }
    }

    /** How many packets were lost so far. */
    long lost() throws IOException, InterruptedException {
        return run("iptables", "-L", "-v", "-x", "-n")
                .lines()
                .filter(line -> line.contains("statistic"))
                .mapToLong(line -> Long.parseLong(line.strip().replaceFirst("\\D.*", "")))
                .sum();
    }

    /** Sends at most so much; what is more waits for up to 0.1 s, then it is lost. */
    void limit(int kbps) throws IOException, InterruptedException {
        run(
                "tc",
                "qdisc",
                "add",
                "dev",
                DEVICE,
                "root",
                "tbf",
                "rate",
                kbps + "kbit",
                "burst",
                "8kb",
                "latency",
                "100ms");
    }

    /** No limit and no loss any more. */
    void mend() throws IOException, InterruptedException {
        run("iptables", "-F");
        run("sh", "-c", "tc qdisc del dev " + DEVICE + " root 2>/dev/null || true");
    }

    private String run(String... command) throws IOException, InterruptedException {
        ExecResult result = execInContainer(command);
        if (result.getExitCode() != 0) {
            throw new IllegalStateException(String.join(" ", command) + ": " + result.getStdout() + result.getStderr());
        }
        return result.getStdout();
    }
}
