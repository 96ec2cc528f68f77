package dev.facewire.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.gateway.Gateway;
import dev.facewire.gateway.GatewaySettings;
import dev.facewire.gateway.access.Tokens;
import dev.facewire.gateway.fake.TestCluster;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The pages as a browser asks for them. */
class PageIT {
    private static final Pattern REFERENCE = Pattern.compile("(?:src=|href=|from )\"(/[^\"]*)\"");
    private static TestCluster cluster;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        cluster = new TestCluster();
        gateway = cluster.gateway(TestCluster.settings());
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void everythingThatThePagesReferToIsThereWithItsTypeAndThePolicy() throws Exception {
        Set<String> seen = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(List.of("/", "/cluster"));
        while (!open.isEmpty()) {
            String path = open.pop();
            if (!seen.add(path)) {
                continue;
            }
            HttpResponse<Buffer> file = ask(HttpMethod.GET, path);
            assertThat(file.statusCode()).as(path).isEqualTo(200);
            assertThat(file.getHeader("content-type")).isNotBlank();
            assertThat(file.getHeader("x-content-type-options")).isEqualTo("nosniff");
            assertThat(file.getHeader("content-security-policy"))
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            if (!path.contains("uplot")) {
                assertThat(file.bodyAsString())
                        .doesNotContainPattern("(src|href)=\"https?:")
                        .doesNotContain(" style=\"");
                Matcher reference = REFERENCE.matcher(file.bodyAsString());
                while (reference.find()) {
                    open.add(reference.group(1));
                }
            }
        }
        assertThat(seen)
                .contains("/web/app.js", "/web/session.js", "/web/uplot.js")
                .hasSizeGreaterThan(14);
    }

    @Test
    void aLinkStartsThePageByItselfOnlyWhereTheOperatorAllowsIt() throws Exception {
        assertThat(ask(HttpMethod.GET, "/").bodyAsString())
                .contains("data-auto-start=\"no\"")
                .doesNotContain("data-auto-start=\"yes\"");
        Gateway kiosk = cluster.gateway(TestCluster.settings(
                new GatewaySettings.Who(Tokens.NONE, Tokens.NONE, Tokens.NONE, false, List.of(), List.of(), true)));
        assertThat(cluster.request(kiosk, HttpMethod.GET, "/")
                        .send()
                        .await(5, TimeUnit.SECONDS)
                        .bodyAsString())
                .contains("data-auto-start=\"yes\"");
    }

    @Test
    void whatIsKnownIsNotSentAgain() throws Exception {
        String etag = ask(HttpMethod.GET, "/web/app.js").getHeader("etag");
        HttpResponse<Buffer> again = cluster.request(gateway, HttpMethod.GET, "/web/app.js")
                .putHeader("If-None-Match", etag)
                .send()
                .await(5, TimeUnit.SECONDS);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isNull();
        HttpResponse<Buffer> head = ask(HttpMethod.HEAD, "/");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.getHeader("etag")).isNotBlank();
    }

    @Test
    void nothingElseOfTheJarIsServed() throws Exception {
        for (String path : List.of(
                "/web/",
                "/web/index.html",
                "/web/../logback.xml",
                "/web/%2e%2e/logback.xml",
                "/META-INF/MANIFEST.MF",
                "/x")) {
            assertThat(ask(HttpMethod.GET, path).statusCode()).as(path).isIn(400, 404);
        }
        assertThat(ask(HttpMethod.POST, "/").statusCode()).isEqualTo(405);
    }

    @Test
    void aPageByAnotherNameOfThisHostIsRefused() throws Exception {
        HttpResponse<Buffer> rebound = cluster.request(gateway, HttpMethod.GET, "/")
                .putHeader("Host", "evil.example")
                .send()
                .await(5, TimeUnit.SECONDS);
        assertThat(rebound.statusCode()).isEqualTo(403);
    }

    private static HttpResponse<Buffer> ask(HttpMethod method, String path) throws Exception {
        return cluster.request(gateway, method, path).send().await(5, TimeUnit.SECONDS);
    }
}
