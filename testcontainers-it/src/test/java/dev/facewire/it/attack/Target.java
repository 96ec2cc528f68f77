package dev.facewire.it.attack;

import dev.facewire.bench.moves.RunningJar;
import dev.facewire.it.process.Jars;
import dev.facewire.it.process.Stack;
import dev.facewire.protocol.Json;
import dev.facewire.protocol.http.WorkersView;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A gateway that wants a token and a CPU node with four slots, each a process with the memory of a small deployment. They end at
 * the first OutOfMemoryError, as the images' processes do.
 */
public final class Target implements AutoCloseable {
    /** Where the jars under test are: another build's folder can be attacked as well. */
    private static final Path BUILD = Path.of(System.getProperty("facewire.attack.build", Jars.HOME.toString()));

    public static final String TOKEN = "a-user-of-this-gateway";
    static final String ADMIN = "an-admin-of-this-gateway";
    private static final Pattern ERROR = Pattern.compile("\\bERROR\\b|OutOfMemoryError|^\\s+at [\\w.$]+\\(");

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    /** How a process is started: name, module, heap, options. */
    private interface Starter {
        RunningJar start(String name, String module, String heap, List<String> options);
    }

    private final RunningJar gateway;
    private final RunningJar node;
    private final URI uri;

    private Target(RunningJar gateway, RunningJar node, URI uri) {
        this.gateway = gateway;
        this.node = node;
        this.uri = uri;
    }

    /** Starts both as processes. */
    public static Target start(String name) throws IOException {
        return start(name, Target::process);
    }

    /**
     * Starts both as containers of the product's images with 512 MB and 1 GB, on the network of the engine.
     *
     * @param images by module
     */
    public static Target inContainers(String name, Map<String, String> images) throws IOException {
        return start(name, (process, module, memory, options) -> {
            List<String> command = new ArrayList<>(List.of("docker", "run", "--rm", "--network", "host"));
            command.addAll(List.of("--name", process, "--memory", memory, "--memory-swap", memory));
            command.addAll(List.of("--volume", Jars.OUTPUT + ":" + Jars.OUTPUT + ":ro", images.get(module)));
            command.addAll(options);
            return RunningJar.run(Jars.OUTPUT, process, command);
        });
    }

    private static Target start(String name, Starter starter) throws IOException {
        String cluster = "facewire-" + name + "-" + ProcessHandle.current().pid();
        Files.createDirectories(Jars.OUTPUT);
        Path tokens = Files.writeString(Jars.OUTPUT.resolve(name + "-tokens"), TOKEN + "\n");
        Path admins = Files.writeString(Jars.OUTPUT.resolve(name + "-admins"), ADMIN + "\n");
        List<String> gatewayOptions = List.of(
                "--port",
                "0",
                "--cluster-name",
                cluster,
                "--token-file",
                tokens.toString(),
                "--lease",
                "3000", // the machine may be busy with other things
                "--admin-token-file",
                admins.toString());
        List<String> nodeOptions = List.of(
                "--devices", "cpu", "--slots", "4", "--node-id", "it", "--cluster-name", cluster, "--max-stress", "50");
        RunningJar gateway = starter.start(name + "-gateway", "gateway", "512m", gatewayOptions);
        RunningJar node = starter.start(name + "-node", "gpu-verticle", "1g", nodeOptions);
        try {
            String url = gateway.await("gateway ready on (https?://\\S+)", Duration.ofMinutes(2))
                    .group(1);
            node.await("worker .* ready", Duration.ofMinutes(3));
            gateway.await("worker it-cpu0 reached", Duration.ofMinutes(1));
            return new Target(gateway, node, URI.create(url));
        } catch (RuntimeException e) {
            node.close();
            gateway.close();
            throw e;
        }
    }

    private static RunningJar process(String name, String module, String heap, List<String> options) {
        return RunningJar.run(Jars.OUTPUT, name, RunningJar.command(BUILD, module, heap, options));
    }

    public URI uri() {
        return uri;
    }

    public RunningJar gateway() {
        return gateway;
    }

    public RunningJar node() {
        return node;
    }

    public boolean isAlive() {
        return gateway.isAlive() && node.isAlive();
    }

    /** A request with a user's token. */
    public HttpResponse<String> send(String method, String path, String contentType, BodyPublisher body)
            throws IOException, InterruptedException {
        return send(TOKEN, method, path, contentType, body);
    }

    HttpResponse<String> send(String token, String method, String path, String contentType, BodyPublisher body)
            throws IOException, InterruptedException {
        return send(method, path, body, Map.of("Content-Type", contentType, "Authorization", "Bearer " + token));
    }

    private HttpResponse<String> send(String method, String path, BodyPublisher body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri.resolve(path)).method(method, body).timeout(Duration.ofMinutes(2));
        headers.forEach(request::header);
        return http.send(request.build(), BodyHandlers.ofString());
    }

    /** A WHIP PATCH with a user's token. */
    public HttpResponse<String> trickle(String path, String etag, String fragment)
            throws IOException, InterruptedException {
        return send(
                "PATCH",
                path,
                BodyPublishers.ofString(fragment),
                Map.of(
                        "Content-Type",
                        "application/trickle-ice-sdpfrag",
                        "If-Match",
                        etag,
                        "Authorization",
                        "Bearer " + TOKEN));
    }

    /** Uploads the demo's face; returns its id. */
    public String uploadFace() throws IOException, InterruptedException {
        HttpResponse<String> made =
                send("POST", "/v1/faces", "image/jpeg", BodyPublishers.ofFile(Path.of(Stack.demoFile("face.jpg"))));
        if (made.statusCode() != 201) {
            throw new IOException("no face: " + made.statusCode() + " " + made.body());
        }
        return Json.tree(made.body()).get("id").asText();
    }

    /** Slots that sessions have or that are reserved. */
    public int slotsInUse() throws IOException, InterruptedException {
        String body = send(ADMIN, "GET", "/v1/workers", "text/plain", BodyPublishers.noBody())
                .body();
        return Json.decode(body, WorkersView.class).workers().stream()
                .mapToInt(worker -> worker.used() + worker.reserved())
                .sum();
    }

    /** How long {@code /health/live} takes to answer, in ms. */
    public double healthMs() throws IOException, InterruptedException {
        long asked = System.nanoTime();
        HttpRequest request = HttpRequest.newBuilder(uri.resolve("/health/live"))
                .timeout(Duration.ofMinutes(1))
                .build();
        http.send(request, BodyHandlers.discarding());
        return (System.nanoTime() - asked) / 1e6;
    }

    /** Lines of both logs that tell of an error or belong to a stack trace. */
    public List<String> errors() {
        return (gateway.output() + "\n" + node.output())
                .lines()
                .filter(line -> ERROR.matcher(line).find())
                .toList();
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
