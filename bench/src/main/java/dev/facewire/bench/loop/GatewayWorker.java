package dev.facewire.bench.loop;

import dev.facewire.bench.moves.Fleet;
import dev.facewire.bench.moves.RunningJar;
import dev.facewire.protocol.Json;
import dev.facewire.protocol.http.CreateSession;
import dev.facewire.protocol.http.FaceCreated;
import dev.facewire.protocol.http.SessionAnswer;
import dev.facewire.protocol.http.SessionView;
import dev.facewire.protocol.session.OptionsPatch;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;

/** Facewire as it is: a gateway and a node with one CPU worker; offers go by HTTP. */
final class GatewayWorker implements Worker {
    /** The thread on which a worker does all that belongs to the swap; a frame's one copy too. */
    private static final String DEVICE_THREAD = "device-cpu";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Fleet fleet;
    private final RunningJar node;
    private final String url;
    private final String face;

    /** Starts both and uploads the demo's face. */
    GatewayWorker(Path home, Path logs, String name) throws IOException, InterruptedException {
        fleet = new Fleet(home, logs, name);
        try {
            fleet.gateway();
            url = fleet.urls().get(0);
            node = fleet.node("worker");
            face = send(
                            "POST",
                            "/v1/faces",
                            "image/jpeg",
                            BodyPublishers.ofFile(home.resolve("demo/face.jpg")),
                            FaceCreated.class)
                    .id();
        } catch (IOException | InterruptedException | RuntimeException e) {
            fleet.close();
            throw e;
        }
    }

    @Override
    public Answer answer(String offer, OptionsPatch options) throws IOException, InterruptedException {
        String body = Json.encode(new CreateSession(offer, "offer", face, options));
        SessionAnswer made =
                send("POST", "/v1/sessions", "application/json", BodyPublishers.ofString(body), SessionAnswer.class);
        return new Answer(made.id(), made.sdp());
    }

    @Override
    public void end(String session) throws IOException, InterruptedException {
        fleet.send("DELETE", url + "/v1/sessions/" + session);
    }

    @Override
    public Look look(String session) throws IOException, InterruptedException {
        Usage usage = Usage.of(node.pid());
        SessionView view = Json.decode(fleet.send("GET", url + "/v1/sessions/" + session), SessionView.class);
        double engineMs = view.stats() == null ? 0 : view.stats().engineMsP50();
        return new Look(usage, usage.threadCpuMs().getOrDefault(DEVICE_THREAD, 0.0), engineMs);
    }

    /** The gateway's metrics, in Prometheus' text format. */
    String metrics() throws IOException, InterruptedException {
        return fleet.send("GET", url + "/metrics");
    }

    private <T> T send(String method, String path, String type, BodyPublisher body, Class<T> reply)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .method(method, body)
                .header("Content-Type", type)
                .timeout(Duration.ofSeconds(20))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new IOException(method + " " + path + ": " + response.statusCode() + " " + response.body());
        }
        return Json.decode(response.body(), reply);
    }

    @Override
    public void close() {
        fleet.close();
    }
}
