package dev.facewire.bench.moves;

import dev.facewire.protocol.Json;
import dev.facewire.protocol.http.WorkersView;
import dev.facewire.protocol.http.WorkersView.Worker;
import dev.facewire.protocol.worker.WorkerState;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;

/** Gateways and CPU nodes, each a process of its own, in a cluster of their own. */
public final class Fleet implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(3);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path home;
    private final Path logs;
    private final String name;
    private final String cluster;
    private final List<RunningJar> running = new CopyOnWriteArrayList<>(); // ended by a signal, too
    private final Map<String, RunningJar> gateways = new LinkedHashMap<>();

    /**
     * An empty fleet.
     *
     * @param home the project's directory, with its jars
     * @param logs for what the processes say
     * @param name of the cluster and, in part, of the logs
     */
    public Fleet(Path home, Path logs, String name) {
        this.home = home;
        this.logs = logs;
        this.name = name;
        this.cluster = "facewire-" + name + "-" + ProcessHandle.current().pid();
    }

    /** Starts one more gateway, and waits until it is ready. */
    public RunningJar gateway() {
        RunningJar gateway = gateway(0);
        gateways.put(urlOf(gateway), gateway);
        return gateway;
    }

    /** Starts a gateway that has died again at its address, and waits until it is ready. */
    public RunningJar gatewayAgain(String url) {
        RunningJar gateway = gateway(URI.create(url).getPort());
        gateways.put(urlOf(gateway), gateway);
        return gateway;
    }

    private RunningJar gateway(int port) {
        List<String> options = List.of("--port", Integer.toString(port), "--cluster-name", cluster);
        RunningJar gateway = RunningJar.run(
                logs, name + "-gateway" + running.size(), RunningJar.command(home, "gateway", "256m", options));
        running.add(gateway);
        return gateway;
    }

    private static String urlOf(RunningJar gateway) {
        return gateway.await("gateway ready on (https?://\\S+)", START).group(1);
    }

    /** Starts a node with one CPU worker of four slots, and does not wait. */
    public RunningJar startNode(String id, String... more) {
        List<String> options = new ArrayList<>(List.of(
                "--devices", "cpu", "--slots", "4", "--node-id", id, "--cluster-name", cluster, "--max-stress", "50"));
        options.addAll(List.of(more));
        RunningJar node =
                RunningJar.run(logs, name + "-" + id, RunningJar.command(home, "gpu-verticle", "512m", options));
        running.add(0, node); // nodes are stopped before gateways
        return node;
    }

    /** Starts a node, and waits until all gateways that live can use its worker. */
    public RunningJar node(String id, String... more) {
        RunningJar node = startNode(id, more);
        awaitReady(node, id);
        return node;
    }

    /** Waits until a node that was started is ready, and all gateways can use its worker. */
    public void awaitReady(RunningJar node, String id) {
        node.await("worker .* ready", START);
        gateways.forEach((url, gateway) -> {
            if (gateway.isAlive()) {
                awaitReady(url, id, START);
            }
        });
    }

    /** Waits until a gateway can use the worker of a node. */
    public void awaitReady(String url, String id, Duration atMost) {
        await(id + " is READY at " + url, atMost, () -> worker(url, id)
                .filter(worker -> worker.state() == WorkerState.READY)
                .isPresent());
    }

    /** Waits for a condition, which may throw while it doesn't hold. */
    public static void await(String what, Duration atMost, Callable<Boolean> condition) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            Exception trouble = null;
            try {
                if (condition.call()) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting: " + what, e);
            } catch (Exception e) {
                trouble = e;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("not within " + atMost.toSeconds() + " s: " + what, trouble);
            }
            RunningJar.pause();
        }
    }

    /** The worker of a node, as a gateway sees it. */
    public Optional<Worker> worker(String url, String nodeId) throws IOException, InterruptedException {
        return Json.decode(send("GET", url + "/v1/workers"), WorkersView.class).workers().stream()
                .filter(worker -> worker.id().equals(workerId(nodeId)))
                .findFirst();
    }

    /** The worker of a node, as the gateway that was added last sees it. */
    public Worker worker(String nodeId) throws IOException, InterruptedException {
        List<String> urls = urls();
        return worker(urls.get(urls.size() - 1), nodeId).orElseThrow();
    }

    /** The id of a node's only worker. */
    public static String workerId(String nodeId) {
        return nodeId + "-cpu0";
    }

    /** Sends a request without a body and returns what comes back. */
    public String send(String method, String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(5))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    /** Where the gateways are, in the order in which they were added. */
    public List<String> urls() {
        return List.copyOf(gateways.keySet());
    }

    @Override
    public void close() {
        running.forEach(RunningJar::close);
    }
}
