package dev.facewire.it.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.facewire.bench.moves.RunningJar;
import dev.facewire.it.process.PairedClip.Pair;
import dev.facewire.it.process.PairedClip.Picture;
import dev.facewire.protocol.Json;
import dev.facewire.vision.face.Box;
import dev.facewire.vision.face.Landmarks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The main job: client, gateway and worker, each a process, with real media, judged by the pixels that come back. */
class LiveSwapIT {
    /** What a slow machine too can swap, code and film at once. The clip has eight seconds. */
    private static final int FPS = 6;

    private static final Duration CLIP = Duration.ofMinutes(1);
    /** Loss by coding alone stays under this, in levels of 255. */
    private static final double CODING = 6;

    private static Stack stack;

    @BeforeAll
    static void start() {
        stack = Stack.start("live");
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void theShippedClipComesBackWithAnotherFace() throws Exception {
        Path film = stack.output("film.mp4");
        Path pairsFile = stack.output("side-by-side.mp4");
        Path compare = stack.output("compare.png");
        Path report = stack.output("report.json");
        try (RunningJar client = stack.client(
                "--face", Stack.demoFile("face.jpg"),
                "--input", Stack.demoFile("clip.mp4"),
                "--fps", Integer.toString(FPS),
                "--output", film.toString(),
                "--side-by-side", pairsFile.toString(),
                "--compare", compare.toString(),
                "--report", report.toString())) {
            assertThat(client.awaitExit(CLIP)).as(client.output()).isZero();
        }

        JsonNode figures = Json.tree(Files.readString(report));
        int sent = figures.get("framesSent").asInt();
        assertThat(sent).isBetween(6 * FPS, 8 * FPS + 2);
        assertThat(figures.get("framesReturned").asDouble()).isGreaterThan(0.8 * sent);
        assertThat(figures.get("facesSwapped").asDouble()).isGreaterThan(0.75 * sent);
        assertThat(figures.get("framesShielded").asDouble()).isLessThan(0.25 * sent);
        assertThat(figures.get("width").asInt()).isEqualTo(640);
        assertThat(figures.get("height").asInt()).isEqualTo(480);
        assertThat(figures.get("engine").asText()).isEqualTo("mesh");
        assertThat(figures.get("worker").asText()).isEqualTo("it-cpu0");
        assertThat(figures.get("connectMs").asDouble()).isPositive();
        assertThat(figures.get("loopMsP50").asDouble()).isPositive();
        assertThat(figures.get("loopMsP95").asDouble())
                .isGreaterThanOrEqualTo(figures.get("loopMsP50").asDouble());
        assertThat(figures.get("engineMsP50").asDouble()).isPositive();
        assertThat(ImageIO.read(compare.toFile()).getWidth()).isGreaterThan(300);
        assertThat(Files.size(film)).isGreaterThan(100_000);

        judge(PairedClip.read(pairsFile, 3).stream().skip(2).toList());
    }

    /** Another face where the face is, nearer to the source's; the sent picture elsewhere. */
    private static void judge(List<Pair> pairs) throws Exception {
        assertThat(pairs).hasSizeGreaterThan(6);
        try (FaceShapes shapes = new FaceShapes()) {
            double[] source = shapes.shape(
                    shapes.find(read(Path.of(Stack.demoFile("face.jpg")))).orElseThrow());
            List<Double> toSource = new ArrayList<>();
            List<Double> sentToSource = new ArrayList<>();
            for (Pair pair : pairs) {
                Landmarks sent = shapes.find(pair.sent()).orElseThrow();
                Optional<Landmarks> found = shapes.find(pair.returned());
                if (found.isEmpty()) { // shielded, for a moment; how often at most, the report has told
                    continue;
                }
                Landmarks returned = found.get();
                Box face = sent.box();
                int x0 = (int) (face.centreX() - face.width() / 4);
                int x1 = (int) (face.centreX() + face.width() / 4);
                int y0 = (int) (face.centreY() - face.height() / 4);
                int y1 = (int) (face.centreY() + face.height() / 4);
                assertThat(pair.sent().difference(pair.returned(), x0, y0, x1, y1))
                        .as("inside the face")
                        .isGreaterThan(2 * CODING);
                int right = Math.min(pair.sent().width, (int) face.x1() + 60);
                assertThat(pair.sent().difference(pair.returned(), right, 0, pair.sent().width, pair.sent().height))
                        .as("right of the face")
                        .isLessThan(CODING);
                assertThat(pair.sent().difference(pair.returned(), 0, 80, (int) face.x0() - 60, pair.sent().height))
                        .as("left of the face, under the badge")
                        .isLessThan(CODING);
                toSource.add(shapes.distance(source, shapes.shape(returned)));
                sentToSource.add(shapes.distance(source, shapes.shape(sent)));
            }
            assertThat(toSource).as("pictures with a face").hasSizeGreaterThan(pairs.size() * 3 / 4);
            assertThat(mean(toSource)).as("cm from the source's proportions").isLessThan(0.95 * mean(sentToSource));
        }
    }

    @Test
    void aPictureWithoutAFaceComesBackCoveredAndTheClientSaysSo() throws Exception {
        Path report = stack.output("pattern.json");
        try (RunningJar client = stack.client(
                "--face",
                Stack.demoFile("face.jpg"),
                "--input",
                "pattern",
                "--seconds",
                "3",
                "--report",
                report.toString())) {
            assertThat(client.awaitExit(CLIP)).as("no swapped frame came back").isEqualTo(1);
            assertThat(client.output()).doesNotContain("\tat ");
        }
        JsonNode figures = Json.tree(Files.readString(report));
        assertThat(figures.get("facesSwapped").asInt()).isZero();
        assertThat(figures.get("framesShielded").asInt()).isPositive();
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    private static Picture read(Path file) throws Exception {
        return Picture.of(ImageIO.read(file.toFile()));
    }
}
