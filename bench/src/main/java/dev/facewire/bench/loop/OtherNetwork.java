package dev.facewire.bench.loop;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Another network namespace with a pair of interfaces between it and this one, whose packets can be shaped; an address of the own
 * namespace is routed over the loopback, where nothing can be. Needs root, iproute2 and iptables.
 */
final class OtherNetwork implements AutoCloseable {
    static final String HERE = "10.79.0.1";
    private static final String THERE = "10.79.0.2";
    private static final String INSIDE = "link0";

    private final String name = "fwlink" + ProcessHandle.current().pid() % 100_000;

    private final Thread onSignal = new Thread(this::deleteQuietly, "delete-network");

    private OtherNetwork() {
        Runtime.getRuntime().addShutdownHook(onSignal); // it would outlive this process
    }

    private void deleteQuietly() {
        try {
            run(List.of("ip", "netns", "delete", name));
        } catch (IOException gone) {
            // closed before
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What keeps this user or this machine from it, in words; null where nothing does. */
    static String obstacle() throws InterruptedException {
        try {
            for (List<String> probe :
                    List.of(List.of("ip", "-V"), List.of("tc", "-V"), List.of("iptables", "--version"))) {
                run(probe);
            }
            String probe = "fwprobe" + ProcessHandle.current().pid() % 100_000;
            run(List.of("ip", "netns", "add", probe));
            run(List.of("ip", "netns", "delete", probe));
            return null;
        } catch (IOException e) {
            return "bad links need root, and: apt-get install iproute2 iptables (" + e.getMessage() + ")";
        }
    }

    static OtherNetwork make() throws IOException, InterruptedException {
        OtherNetwork made = new OtherNetwork();
        run(List.of("ip", "netns", "add", made.name));
        try {
            run(List.of("ip", "link", "add", made.name, "type", "veth", "peer", "name", INSIDE, "netns", made.name));
            run(List.of("ip", "addr", "add", HERE + "/24", "dev", made.name));
            run(List.of("ip", "link", "set", made.name, "up"));
            made.there("ip", "addr", "add", THERE + "/24", "dev", INSIDE);
            made.there("ip", "link", "set", INSIDE, "up");
            made.there("ip", "link", "set", "lo", "up");
            return made;
        } catch (IOException | InterruptedException e) {
            made.close();
            throw e;
        }
    }

    /** Put before a command it runs that one there. */
    List<String> prefix() {
        return List.of("ip", "netns", "exec", name);
    }

    /** Runs a command there. */
    void there(String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(prefix());
        all.addAll(List.of(command));
        run(all);
    }

    /** Lets 1 Mb/s through each way, with a queue of up to 400 ms; or all. */
    void narrow(boolean on) throws IOException, InterruptedException {
        List<String> here = new ArrayList<>(List.of("tc", "qdisc", on ? "add" : "del", "dev", name, "root"));
        List<String> inside = new ArrayList<>(List.of("tc", "qdisc", on ? "add" : "del", "dev", INSIDE, "root"));
        if (on) {
            List<String> bucket = List.of("tbf", "rate", "1mbit", "burst", "8kb", "latency", "400ms");
            here.addAll(bucket);
            inside.addAll(bucket);
        }
        run(here);
        there(inside.toArray(String[]::new));
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said.strip());
        }
    }

    @Override
    public void close() throws IOException {
        try {
            run(List.of("ip", "netns", "delete", name));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
