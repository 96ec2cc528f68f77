package dev.facewire.it.turn;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Two networks and a machine in the middle that is in both and forwards nothing: three network namespaces. Needs root.
 *
 * <pre>
 * left 10.78.1.2 ── 10.78.1.1 middle 10.78.2.1 ── 10.78.2.2 right
 * </pre>
 */
final class TwoNetworks implements AutoCloseable {
    static final String MIDDLE_LEFT = "10.78.1.1";
    static final String MIDDLE_RIGHT = "10.78.2.1";
    static final String RIGHT = "10.78.2.2";

    private final String id = "fw" + ProcessHandle.current().pid() % 100_000;
    private final String left = id + "-left";
    private final String middle = id + "-middle";
    private final String right = id + "-right";

    /**
     * Whether this user may make network namespaces that have names, and enter them. A root that is one in its own
     * namespace only may not; in a chroot or a plain container {@code ip netns exec} can't make its mounts.
     */
    static boolean possible() {
        String probe = "fwprobe" + ProcessHandle.current().pid();
        try {
            boolean entered =
                    works(List.of("ip", "netns", "add", probe)) && works(List.of("ip", "netns", "exec", probe, "true"));
            return works(List.of("ip", "netns", "delete", probe)) && entered;
        } catch (IOException noSuchProgram) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Makes them. */
    static TwoNetworks make() throws IOException, InterruptedException {
        TwoNetworks made = new TwoNetworks();
        try {
            for (String space : List.of(made.left, made.middle, made.right)) {
                ip("netns", "add", space);
                ip("-n", space, "link", "set", "lo", "up");
            }
            made.join(made.left, "l", "10.78.1.2", MIDDLE_LEFT);
            made.join(made.right, "r", RIGHT, MIDDLE_RIGHT);
            check(List.of("ip", "netns", "exec", made.middle, "sysctl", "-qw", "net.ipv4.ip_forward=0"));
            return made;
        } catch (IOException | InterruptedException | RuntimeException e) {
            made.close();
            throw e;
        }
    }

    private void join(String space, String side, String address, String gateway)
            throws IOException, InterruptedException {
        String here = id + side;
        String there = here + "m";
        ip("link", "add", here, "netns", space, "type", "veth", "peer", "name", there, "netns", middle);
        ip("-n", space, "addr", "add", address + "/24", "dev", here);
        ip("-n", middle, "addr", "add", gateway + "/24", "dev", there);
        ip("-n", space, "link", "set", here, "up");
        ip("-n", middle, "link", "set", there, "up");
        ip("-n", space, "route", "add", "default", "via", gateway);
    }

    List<String> inLeft(List<String> command) {
        return in(left, command);
    }

    List<String> inMiddle(List<String> command) {
        return in(middle, command);
    }

    List<String> inRight(List<String> command) {
        return in(right, command);
    }

    private static List<String> in(String space, List<String> command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", space));
        all.addAll(command);
        return all;
    }

    /** Whether a command in a namespace ends with success. */
    static boolean works(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    private static void ip(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        check(command);
    }

    private static void check(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + ": " + said);
        }
    }

    @Override
    public void close() throws IOException {
        for (String space : List.of(left, middle, right)) {
            new ProcessBuilder("ip", "netns", "delete", space).start().onExit().join();
        }
    }
}
