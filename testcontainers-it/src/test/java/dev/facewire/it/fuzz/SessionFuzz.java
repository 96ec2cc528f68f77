package dev.facewire.it.fuzz;

import dev.facewire.it.attack.Target;
import dev.facewire.protocol.Json;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** Offers by HTTP and by WHIP; what is answered gets another offer or candidates, and is ended. */
final class SessionFuzz implements Fuzzer.Generator {
    private static final String SDP = "application/sdp";

    private final Target target;
    private final Offers offers;
    private final String face;

    SessionFuzz(Target target) throws Exception {
        this.target = target;
        this.offers = Offers.make();
        this.face = target.uploadFace();
    }

    @Override
    public void send(Random random) throws Exception {
        if (random.nextInt(3) == 0) {
            publish(random);
        } else {
            session(random);
        }
    }

    private void session(Random random) throws Exception {
        Map<String, Object> first = Map.of("sdp", offers.next(random), "type", "offer", "face", face);
        HttpResponse<String> made = ask("POST", "/v1/sessions", "application/json", Json.encode(first));
        if (made.statusCode() == 201) {
            String path = "/v1/sessions/" + Json.tree(made.body()).get("id").asText();
            Map<String, Object> second = Map.of("sdp", offers.next(random), "rev", 2);
            ask("POST", path + "/offer", "application/json", Json.encode(second));
            ask("DELETE", path, "text/plain", "");
        }
    }

    private void publish(Random random) throws Exception {
        HttpResponse<String> made = ask("POST", "/whip?face=" + face, SDP, offers.next(random));
        if (made.statusCode() == 201) {
            String path = made.headers().firstValue("Location").orElseThrow();
            String etag = made.headers().firstValue("ETag").orElseThrow();
            String fragment =
                    "a=ice-ufrag:nxcM\r\na=ice-pwd:ezjAjgSSLLvbRhUA1zc6Se\r\nm=video 9 RTP/AVP 0\r\na=mid:0\r\n"
                            + Candidates.next(random).stream()
                                    .map(candidate -> "a=" + candidate.candidate() + "\r\n")
                                    .collect(Collectors.joining());
            HttpResponse<String> patched = target.trickle(path, etag, fragment);
            Answers.check(patched.statusCode(), patched.body() + "\nto\n" + fragment);
            ask("DELETE", path, "text/plain", "");
        }
    }

    private HttpResponse<String> ask(String method, String path, String type, String body) throws Exception {
        HttpResponse<String> answer = target.send(method, path, type, BodyPublishers.ofString(body));
        Answers.check(answer.statusCode(), answer.body() + "\nto\n" + body);
        return answer;
    }
}
