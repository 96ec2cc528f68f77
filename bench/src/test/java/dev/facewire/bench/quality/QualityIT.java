package dev.facewire.bench.quality;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.facewire.protocol.Json;
import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command itself, on the clip and the face that come with Facewire; without a network. */
class QualityIT {
    private static final Path DEMO = Path.of(System.getProperty("facewire.home"), "demo");

    @TempDir
    private Path folder;

    private final StringWriter err = new StringWriter();

    private int run(String... more) {
        List<String> words = new ArrayList<>(
                List.of("--output=" + folder.resolve("out"), "--cache=" + folder.resolve("cache"), "--no-fetch"));
        words.addAll(List.of(more));
        CommandLine command = QualityMain.commandLine(new QualityMain());
        command.setErr(new PrintWriter(err));
        return command.execute(words.toArray(String[]::new));
    }

    private static String demo(String name) {
        return DEMO.resolve(name).toString();
    }

    @Test
    void theDemoIsSwappedMeasuredAndShown() throws Exception {
        assertThat(run("--offline", "--frames=24", demo("clip.mp4"), "--face=" + demo("face.jpg")))
                .as(err.toString())
                .isZero();
        JsonNode report = Json.tree(Files.readString(folder.resolve("out/quality.json")));
        assertThat(report.get("identity").asText()).startsWith("not measured");
        JsonNode pair = report.get("pairs").get(0);
        assertThat(pair.get("frames").asInt()).isEqualTo(24);
        assertThat(pair.get("states").get("swapped").asInt()).isGreaterThan(15);
        assertThat(pair.get("measured").asInt()).isBetween(10, 24);
        assertThat(pair.get("faceFrames").asInt()).isEqualTo(24);
        assertThat(pair.get("bareFrames").asInt()).isZero();
        assertThat(pair.get("yawError").asDouble()).isBetween(0.01, 15.0);
        assertThat(pair.get("hf").asDouble()).isPositive();
        assertThat(pair.has("cosSource")).isFalse();
        assertThat(pair.get("ms").get("all").get("mean").asDouble())
                .isGreaterThan(pair.get("ms").get("mesh").get("mean").asDouble());
        assertThat(folder.resolve("out/quality.md")).content().contains("clip < face");
        BufferedImage sheet = ImageIO.read(folder.resolve("out/clip_face.png").toFile());
        assertThat(sheet.getWidth()).isBetween(1000, 1600);
    }

    @Test
    @Tag("soak")
    void aSceneIsMeasuredToo() throws Exception {
        assertThat(run(
                        "--offline",
                        "--frames=16",
                        "--no-identity",
                        "--no-sheets",
                        "--size=320x240",
                        "--stress=exit-left",
                        demo("clip.mp4"),
                        "--face=" + demo("face.jpg")))
                .as(err.toString())
                .isZero();
        JsonNode scene = Json.tree(Files.readString(folder.resolve("out/quality.json")))
                .get("pairs")
                .get(0);
        assertThat(scene.get("clip").asText()).isEqualTo("clip+exit-left");
        assertThat(scene.get("faceFrames").asInt()).isBetween(60, 110);
        assertThat(scene.get("bareFrames").asInt()).isZero();
        assertThat(scene.get("states").get("frame shielded").asInt()).isPositive();
    }

    @Test
    void whatCantBeUsedIsToldInALine() {
        assertThat(run("--offline", "nowhere.mp4", "--face=" + demo("face.jpg")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("there is no clip at 'nowhere.mp4'").doesNotContain("\tat ");
        assertThat(run("--offline", demo("clip.mp4"), "--face=nobody.jpg")).isEqualTo(2);
        assertThat(err.toString()).contains("there is no face picture at 'nobody.jpg'");
        assertThat(run("--offline", demo("clip.mp4"), "--face=" + demo("README.md")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("can't be used");
        assertThat(run("--offline", demo("clip.mp4") + "@99999", "--face=" + demo("face.jpg")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("there is no frame 99999");
        assertThat(run("--offline", "--stress=flood", demo("clip.mp4"), "--face=" + demo("face.jpg")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("there is no scene 'flood'");
        assertThat(run("--offline", "--frames=2", demo("clip.mp4"), "--face=" + demo("face.jpg")))
                .isEqualTo(2);
        assertThat(run(demo("clip.mp4"), "--face=" + demo("face.jpg"))).isEqualTo(2);
        assertThat(err.toString()).contains("either --offline or --gateway").doesNotContain("\tat ");
    }
}
