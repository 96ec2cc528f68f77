package dev.facewire.it.fuzz;

import dev.facewire.it.attack.RawSocket;
import dev.facewire.it.attack.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Requests to every route, changed at every place, on a socket each. */
final class HttpFuzz implements Fuzzer.Generator {
    private static final List<String> METHODS =
            List.of("GET", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS", "PUT", "TRACE", "get", "PROPFIND");
    private static final List<String> PATHS = List.of(
            "/v1/faces",
            "/v1/faces/abc",
            "/v1/sessions",
            "/v1/sessions/abc",
            "/v1/sessions/abc/offer",
            "/v1/signal",
            "/v1/workers",
            "/v1/workers/it-cpu0",
            "/v1/cluster",
            "/health/live",
            "/health/ready",
            "/metrics",
            "/whip?face=abc",
            "/whip/abc",
            "/whep/abc",
            "/whep/abc/def",
            "/",
            "/cluster",
            "/session.js",
            "/v1/faces/%zz",
            "/v1/sessions/%",
            "/whip/%ff%fe",
            "/../../etc/passwd");
    private static final List<String> TYPES = List.of(
            "application/json",
            "application/sdp",
            "image/jpeg",
            "image/png",
            "multipart/form-data; boundary=b",
            "multipart/form-data",
            "application/trickle-ice-sdpfrag",
            "text/plain");
    private static final List<String> BODIES = List.of(
            "",
            "{\"sdp\":\"v=0\",\"face\":\"abc\"}",
            "{\"options\":{\"strength\":0.5}}",
            "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n",
            "--b\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n\r\nx\r\n--b--\r\n",
            "[[[[[[[[",
            "null");
    private static final List<String> WORDS = List.of(
            "%",
            "%00",
            "%zz",
            "..",
            "//",
            "\r\n",
            ": ",
            ";",
            "\"",
            "{",
            "[",
            "null",
            "\u0000",
            "é",
            "?",
            "&a=b",
            "HTTP/1.1");

    private final Target target;

    HttpFuzz(Target target) {
        this.target = target;
    }

    @Override
    public void send(Random random) throws IOException {
        Mutator mutator = new Mutator(random);
        String body = mutator.pick(BODIES);
        if (random.nextInt(3) == 0) {
            body = mutator.text(body, WORDS);
        }
        String path = mutator.pick(PATHS);
        if (random.nextInt(3) == 0) {
            path = mutator.text(path, WORDS);
        }
        String request = mutator.pick(METHODS) + " " + path + " HTTP/1.1\r\nHost: "
                + target.uri().getAuthority() + "\r\n"
                + (random.nextInt(8) == 0 ? "" : "Authorization: Bearer " + Target.TOKEN + "\r\n")
                + "Content-Type: " + mutator.pick(TYPES) + "\r\nConnection: close\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
        if (random.nextInt(4) == 0) {
            request = mutator.text(request, WORDS);
        }
        try (RawSocket socket =
                new RawSocket(target.uri().getHost(), target.uri().getPort())) {
            String head;
            try {
                socket.write(request.getBytes(StandardCharsets.UTF_8));
                socket.endOutput(); // a request that lacks something is not waited for
                head = socket.readHead();
            } catch (IOException closed) {
                return; // a gateway may hang up on what is no HTTP
            }
            String[] words = head.split(" ", 3);
            if (words.length > 1 && words[1].matches("\\d{3}")) {
                Answers.check(Integer.parseInt(words[1]), head + "\nto\n" + request);
            }
        }
    }
}
