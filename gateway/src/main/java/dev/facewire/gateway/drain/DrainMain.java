package dev.facewire.gateway.drain;

import dev.facewire.protocol.Json;
import dev.facewire.protocol.PlainText;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.http.Problem;
import dev.facewire.protocol.http.WorkersView;
import dev.facewire.protocol.http.WorkersView.Worker;
import dev.facewire.protocol.worker.WorkerState;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code facewire drain ID}: asks a gateway to drain a worker, and waits until it has stopped. */
@Command(
        name = "facewire-drain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Tells a worker to stop: its sessions are moved to other workers, and then it ends.",
        footer = {"", "Ids are in GET /v1/workers, for example desk-x7k2p9-cuda0."})
public final class DrainMain implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int USER_ERROR = 2;
    private static final Duration CALL = Duration.ofSeconds(10);
    private static final long LOOK_MS = 250;

    @Parameters(paramLabel = "ID", description = "The worker's id.")
    private String id;

    @Option(
            names = "--gateway",
            paramLabel = "URL",
            defaultValue = "${env:FACEWIRE_GATEWAY:-http://127.0.0.1:8080}",
            description = "The gateway (default: $FACEWIRE_GATEWAY or http://127.0.0.1:8080).")
    private String gateway;

    @Option(
            names = "--admin-token-file",
            paramLabel = "FILE",
            description = "A file whose first line is the admin's token, where the gateway has tokens.")
    private Path tokenFile;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long to wait until it has stopped; 0 only asks (default: 60).")
    private int waitSeconds;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private String token;

    public static void main(String[] args) {
        System.exit(new CommandLine(new DrainMain()).execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            token = tokenFile == null ? null : firstLine(tokenFile);
            ask("POST", "/v1/workers/" + URLEncoder.encode(id, StandardCharsets.UTF_8) + "/drain");
            System.out.println("worker " + id + " drains");
            return waitSeconds == 0 || awaitEnd() ? 0 : FAILED;
        } catch (Fault refused) {
            System.err.println("facewire-drain: " + refused.detail());
            return FAILED;
        } catch (IllegalArgumentException e) {
            System.err.println("facewire-drain: " + e.getMessage());
            return USER_ERROR;
        } catch (IOException e) {
            System.err.println("facewire-drain: the gateway at " + gateway + " can't be reached; is it running, is"
                    + " --gateway right? (" + e + ")");
            return FAILED;
        }
    }

    private boolean awaitEnd() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(waitSeconds).toNanos();
        int before = -1;
        while (true) {
            Optional<Worker> worker = Json.decode(ask("GET", "/v1/workers"), WorkersView.class).workers().stream()
                    .filter(candidate -> candidate.id().equals(id))
                    .findFirst();
            if (worker.isEmpty() || worker.get().state() == WorkerState.GONE) {
                System.out.println("worker " + id + " has stopped");
                return true;
            }
            int left = worker.get().used() + worker.get().reserved();
            if (left != before) {
                System.out.println(left + (left == 1 ? " session is" : " sessions are") + " still there");
                before = left;
            }
            if (System.nanoTime() > deadline) {
                System.err.println("facewire-drain: worker " + id + " has not stopped within " + waitSeconds + " s");
                return false;
            }
            Thread.sleep(LOOK_MS);
        }
    }

    private String ask(String method, String path) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(base().resolve(path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(CALL);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() / 100 == 2) {
            return response.body();
        }
        throw Json.decode(response.body(), Problem.class).toFault();
    }

    private URI base() {
        String text = gateway.contains("://") ? gateway : "http://" + gateway;
        URI uri = URI.create(text.endsWith("/") ? text : text + "/");
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("'" + gateway + "' is no gateway's URL; write it as http://host:8080");
        }
        return uri;
    }

    private static String firstLine(Path file) {
        try {
            return PlainText.decode(Files.readAllBytes(file))
                    .lines()
                    .findFirst()
                    .orElse("")
                    .strip();
        } catch (IOException e) {
            throw new IllegalArgumentException("the token file '" + file + "' can't be read", e);
        } catch (Fault e) {
            throw new IllegalArgumentException("the token file '" + file + "': " + e.detail(), e);
        }
    }
}
