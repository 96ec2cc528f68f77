package dev.facewire.gateway.metrics;

import static dev.facewire.gateway.fake.TestCluster.OFFER;
import static dev.facewire.gateway.fake.TestCluster.body;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.facewire.cluster.fake.FakeWorker;
import dev.facewire.gateway.Gateway;
import dev.facewire.gateway.fake.TestCluster;
import dev.facewire.protocol.Json;
import dev.facewire.protocol.http.SessionAnswer;
import io.vertx.core.http.HttpMethod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Scrapes a live gateway that has a session on a fake worker; the page and the dashboard must speak of the same names. */
class MetricsIT {
    private static final Path HOME = Path.of("..");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `(facewire_\\w+)` \\| (\\w+) \\|");
    private static final Pattern WORD = Pattern.compile("\\b[a-z]+(?:_[a-z]+)+\\b(?!\\s*\\()");

    private static TestCluster cluster;
    private static Gateway gateway;
    private static FakeWorker worker;
    private static String session;

    @BeforeAll
    static void start() throws Exception {
        cluster = new TestCluster();
        gateway = cluster.gateway(TestCluster.settings());
        worker = cluster.worker("seen", 3);
        String face = cluster.face(gateway);
        String json = "{\"type\":\"offer\",\"sdp\":" + Json.encode(OFFER) + ",\"face\":\"" + face + "\"}";
        session = body(cluster.send(gateway, HttpMethod.POST, "/v1/sessions", json), SessionAnswer.class)
                .id();
        worker.connected(session);
        worker.stats(session);
        await().untilAsserted(
                        () -> assertThat(scrape()).contains("facewire_worker_frames_in_total{worker=\"seen\"} 30.0"));
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    private static String scrape() throws Exception {
        return cluster.get(gateway, "/metrics").bodyAsString();
    }

    @Test
    void theFiguresAreTrue() throws Exception {
        FakeWorker other = cluster.worker("idle", 2);
        String scraped = scrape();
        assertThat(scraped.lines())
                .contains(
                        "facewire_sessions{state=\"connected\"} 1.0",
                        "facewire_sessions{state=\"failed\"} 0.0",
                        "facewire_workers{state=\"ready\"} 2.0",
                        "facewire_slots 5.0",
                        "facewire_slots_used 1.0",
                        "facewire_slots_reserved 0.0",
                        "facewire_assignments_total{outcome=\"assigned\"} 1.0",
                        "facewire_assignments_total{outcome=\"no_capacity\"} 0.0",
                        "facewire_assignment_seconds_count 1",
                        "facewire_assignment_seconds_bucket{le=\"+Inf\"} 1",
                        "facewire_moves_total{step=\"moved\"} 0.0",
                        "facewire_worker_slots{worker=\"seen\"} 3.0",
                        "facewire_worker_slots_used{worker=\"seen\"} 1.0",
                        "facewire_worker_slots_used{worker=\"idle\"} 0.0",
                        "facewire_worker_slots_reserved{worker=\"seen\"} 0.0",
                        "facewire_worker_stress_ratio{worker=\"seen\"} 0.1",
                        "facewire_worker_busy_ratio{worker=\"seen\"} 0.1",
                        "facewire_worker_state{state=\"ready\",worker=\"seen\"} 1.0",
                        "facewire_worker_state{state=\"gone\",worker=\"seen\"} 0.0",
                        "facewire_worker_frames_out_total{worker=\"seen\"} 29.0",
                        "facewire_worker_frames_dropped_total{worker=\"seen\"} 1.0",
                        "facewire_worker_frames_shielded_total{worker=\"seen\"} 1.0",
                        "facewire_worker_frames_passed_total{worker=\"seen\"} 0.0",
                        "facewire_worker_engine_faults_total{worker=\"seen\"} 0.0",
                        "facewire_worker_engine_seconds{quantile=\"0.5\",worker=\"seen\"} 0.005",
                        "facewire_worker_engine_seconds{quantile=\"0.95\",worker=\"seen\"} 0.009",
                        "facewire_worker_info{device=\"cpu0\",host=\"localhost\",version=\"fake\",worker=\"seen\"} 1");
        assertThat(scraped).doesNotContain(session);

        other.die();
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(scrape().lines())
                .contains(
                        "facewire_workers{state=\"gone\"} 1.0",
                        "facewire_slots 3.0",
                        "facewire_worker_state{state=\"gone\",worker=\"idle\"} 1.0")
                .noneMatch(line -> line.startsWith("facewire_worker_slots{worker=\"idle\"")));
    }

    @Test
    void thePageTellsOfEachNameAndItsType() throws Exception {
        Map<String, String> documented = new TreeMap<>();
        DOCUMENTED
                .matcher(Files.readString(HOME.resolve("docs/reference/metrics.md")))
                .results()
                .forEach(row -> documented.put(row.group(1), row.group(2)));
        Map<String, String> exported = exported();
        exported.keySet().removeIf(name -> !name.startsWith("facewire_"));
        assertThat(documented).isEqualTo(exported);
    }

    @Test
    void theDashboardAsksForWhatIsThere() throws Exception {
        JsonNode dashboard = Json.tree(Files.readString(HOME.resolve("deploy/grafana/facewire.json")));
        List<String> asked = dashboard.findValuesAsText("expr");
        assertThat(asked).hasSizeGreaterThan(20);
        asked.add(dashboard.at("/templating/list/1/query/query").asText());
        Set<String> names = new TreeSet<>();
        for (String expression : asked) {
            String bare = expression.replaceAll("\\{[^}]*}", "").replaceAll("\\b(by|without|on)\\s*\\([^)]*\\)", "");
            WORD.matcher(bare).results().map(MatchResult::group).forEach(names::add);
        }
        assertThat(names).hasSizeGreaterThan(20);
        assertThat(series()).containsAll(names);
    }

    private static Map<String, String> exported() throws Exception {
        return TYPE.matcher(scrape())
                .results()
                .collect(Collectors.toMap(line -> line.group(1), line -> line.group(2), (a, b) -> a, TreeMap::new));
    }

    /** Names as they stand in front of values: with _bucket, _count and _sum. */
    private static Set<String> series() throws Exception {
        return scrape().lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceAll("[{ ].*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
