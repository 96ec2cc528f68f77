package dev.facewire.it.containers;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import dev.facewire.it.containers.Networks.Link;
import dev.facewire.protocol.Json;
import dev.facewire.protocol.http.WorkersView;
import dev.facewire.protocol.http.WorkersView.Worker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.testcontainers.containers.wait.strategy.Wait;

/** A gateway. */
final class GatewayBox extends MemberBox<GatewayBox> {
    private static final int PORT = 8080;

    private final HttpClient http = HttpClient.newHttpClient();
    private boolean onLan;

    /** A gateway that is not there yet; {@code host} is the last part of its addresses. */
    GatewayBox(Networks networks, String name, int host, String... options) {
        super(Images.gateway(), name, 512, networks, host);
        withEnv("FACEWIRE_HTTP_BIND", "0.0.0.0");
        withExposedPorts(PORT);
        withCommand(with(List.of("--insecure", "--allow-host", name), options)); // other containers call it so
        waitingFor(Wait.forHealthcheck().withStartupTimeout(START));
    }

    private static String[] with(List<String> first, String... more) {
        return Stream.concat(first.stream(), Arrays.stream(more)).toArray(String[]::new);
    }

    /** Puts it on the network of the client that reaches no node as well. */
    GatewayBox onLan() {
        onLan = true;
        return this;
    }

    @Override
    protected void containerIsCreated(String containerId) {
        super.containerIsCreated(containerId);
        if (onLan) {
            networks().connect(containerId, Link.LAN, host());
        }
    }

    /** Where containers on the edge find it. */
    String address() {
        return "http://" + name() + ":" + PORT;
    }

    /** Where the test finds it; another port after each start. */
    private String url() {
        Ports.Binding binding =
                now().getNetworkSettings().getPorts().getBindings().get(ExposedPort.tcp(PORT))[0];
        return "http://" + getHost() + ":" + binding.getHostPortSpec();
    }

    boolean ready() {
        try {
            return get("/health/ready").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    HttpResponse<String> get(String path) throws IOException {
        return send("GET", path, BodyPublishers.noBody(), null);
    }

    HttpResponse<String> post(String path, BodyPublisher body, String type) throws IOException {
        return send("POST", path, body, type);
    }

    private HttpResponse<String> send(String method, String path, BodyPublisher body, String type) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path))
                .method(method, body)
                .timeout(Duration.ofSeconds(10));
        if (type != null) {
            request.header("Content-Type", type);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The cluster as this gateway sees it. */
    List<Worker> workers() throws IOException {
        return Json.decode(get("/v1/workers").body(), WorkersView.class).workers();
    }

    Optional<Worker> worker(NodeBox node) throws IOException {
        return workers().stream()
                .filter(worker -> worker.id().equals(node.workerId()))
                .findFirst();
    }

    /** Slots in use, of all workers together. */
    int used() throws IOException {
        return workers().stream().mapToInt(Worker::used).sum();
    }

    /** Tells a worker to stop when its sessions have moved. */
    void drain(NodeBox node) throws IOException {
        if (!takesDrain(node)) {
            throw new IllegalStateException(name() + " can't drain " + node.name());
        }
    }

    /** The same, and whether that was taken. */
    boolean takesDrain(NodeBox node) throws IOException {
        return post("/v1/workers/" + node.workerId() + "/drain", BodyPublishers.noBody(), null)
                        .statusCode()
                == 202;
    }
}
