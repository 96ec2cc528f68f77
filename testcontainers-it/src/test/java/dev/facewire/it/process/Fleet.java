package dev.facewire.it.process;

import static org.awaitility.Awaitility.await;

import dev.facewire.protocol.Json;
import dev.facewire.protocol.http.WorkersView;
import dev.facewire.protocol.http.WorkersView.Worker;
import dev.facewire.protocol.worker.WorkerState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gateways and CPU nodes, each a process of its own, in a cluster of their own. */
final class Fleet implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(3);

    private final HttpClient http = HttpClient.newHttpClient();
    private final String name;
    private final String cluster;
    private final List<RunningJar> running = new ArrayList<>();
    private final List<String> urls = new ArrayList<>();

    Fleet(String name) {
        this.name = name;
        this.cluster = "facewire-it-" + name + "-" + ProcessHandle.current().pid();
    }

    /** Starts one more gateway, and waits until it is ready. */
    RunningJar gateway() {
        RunningJar gateway = RunningJar.start(
                name + "-gateway" + urls.size(), "gateway", "256m", List.of("--port", "0", "--cluster-name", cluster));
        running.add(gateway);
        urls.add(gateway.await("gateway ready on (https?://\\S+)", START).group(1));
        return gateway;
    }

    /** Starts a node with one CPU worker of four slots, and does not wait. */
    RunningJar startNode(String id, String... more) {
        List<String> options = new ArrayList<>(List.of(
                "--devices", "cpu", "--slots", "4", "--node-id", id, "--cluster-name", cluster, "--max-stress", "50"));
        options.addAll(List.of(more));
        RunningJar node = RunningJar.start(name + "-" + id, "gpu-verticle", "512m", options);
        running.add(0, node); // nodes are stopped before gateways
        return node;
    }

    /** Starts a node, and waits until the last gateway can use its worker. */
    RunningJar node(String id, String... more) {
        RunningJar node = startNode(id, more);
        node.await("worker .* ready", START);
        awaitReady(id);
        return node;
    }

    void awaitReady(String id) {
        awaitReady(urls.get(urls.size() - 1), id, START);
    }

    void awaitReady(String url, String id, Duration atMost) {
        await(id + " is READY at " + url)
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .until(() -> worker(url, id)
                        .filter(worker -> worker.state() == WorkerState.READY)
                        .isPresent());
    }

    /** The worker of a node, as a gateway sees it. */
    Optional<Worker> worker(String url, String nodeId) throws IOException, InterruptedException {
        return Json.decode(send("GET", url + "/v1/workers"), WorkersView.class).workers().stream()
                .filter(worker -> worker.id().equals(nodeId + "-cpu0"))
                .findFirst();
    }

    /** The worker of a node, as the last gateway that was started sees it. */
    Worker worker(String nodeId) {
        try {
            return worker(urls.get(urls.size() - 1), nodeId).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    String send(String method, String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(5))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    List<String> urls() {
        return List.copyOf(urls);
    }

    @Override
    public void close() {
        running.forEach(RunningJar::close);
    }
}
