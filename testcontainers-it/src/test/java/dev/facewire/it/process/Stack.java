package dev.facewire.it.process;

import dev.facewire.bench.moves.RunningJar;
import dev.facewire.protocol.Json;
import dev.facewire.protocol.http.WorkersView;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A gateway and a CPU worker, each a process of its own, in a cluster of their own. */
public final class Stack implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final String name;
    private final String url;
    private final String cluster;
    private final RunningJar gateway;
    private final RunningJar node;
    private int clients;

    private Stack(String name, String url, String cluster, RunningJar gateway, RunningJar node) {
        this.name = name;
        this.url = url;
        this.cluster = cluster;
        this.gateway = gateway;
        this.node = node;
    }

    public static Stack start(String name, String... nodeOptions) {
        String cluster = "facewire-it-" + name + "-" + ProcessHandle.current().pid();
        RunningJar gateway =
                Jars.start(name + "-gateway", "gateway", "256m", List.of("--port", "0", "--cluster-name", cluster));
        List<String> options =
                new ArrayList<>(List.of("--devices", "cpu", "--node-id", "it", "--cluster-name", cluster));
        options.addAll(List.of(nodeOptions));
        RunningJar node = Jars.start(name + "-node", "gpu-verticle", "512m", options);
        try {
            String url = gateway.await("gateway ready on (https?://\\S+)", Duration.ofMinutes(1))
                    .group(1);
            node.await("worker .* ready", Duration.ofMinutes(3));
            return new Stack(name, url, cluster, gateway, node);
        } catch (RuntimeException e) {
            node.close();
            gateway.close();
            throw e;
        }
    }

    public String url() {
        return url;
    }

    public RunningJar node() {
        return node;
    }

    /** Starts a further node in this cluster and waits until it is ready; closed by the caller. */
    public RunningJar node(String id) {
        RunningJar further = Jars.start(
                name + "-" + id,
                "gpu-verticle",
                "512m",
                List.of("--devices", "cpu", "--node-id", id, "--cluster-name", cluster));
        further.await("worker .* ready", Duration.ofMinutes(3));
        return further;
    }

    /** Runs the client jar against this gateway. */
    public RunningJar client(String... options) {
        List<String> all = new ArrayList<>(List.of("--gateway", url));
        all.addAll(List.of(options));
        clients++;
        return Jars.start(name + "-client" + clients, "client", "512m", all);
    }

    public WorkersView workers() throws IOException, InterruptedException {
        return Json.decode(get("/v1/workers").body(), WorkersView.class);
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(url + path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    public static String demoFile(String name) {
        return Jars.HOME.resolve("demo").resolve(name).toString();
    }

    /** A path for something that a test's client writes. */
    public Path output(String file) {
        return Jars.OUTPUT.resolve(name + "-" + file);
    }

    @Override
    public void close() {
        try {
            node.close();
        } finally {
            gateway.close();
        }
    }
}
