package dev.facewire.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.facewire.client.capture.InputSpec;
import dev.facewire.client.capture.Inputs;
import dev.facewire.client.capture.VideoInput;
import dev.facewire.client.picture.FrameSize;
import dev.facewire.client.session.EchoWorker;
import dev.facewire.client.video.Mp4File;
import dev.facewire.media.I420Frame;
import dev.facewire.protocol.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client as a person runs it, with real media to a worker that echoes. Needs a non-loopback address. */
class ClientIT {
    private static final FrameSize SIZE = new FrameSize(640, 480);
    private static final int FRAMES = 120;
    private static final long FRAME_NANOS = 1_000_000_000L / 30;

    @TempDir
    private Path folder;

    private FakeGateway gateway;
    private EchoWorker worker;
    private Path face;

    @BeforeEach
    void start() throws Exception {
        gateway = new FakeGateway();
        worker = new EchoWorker(gateway);
        face = Files.write(folder.resolve("me.jpg"), new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, 1, 2, 3});
    }

    @AfterEach
    void stop() throws InterruptedException {
        gateway.close();
        worker.close();
    }

    @Test
    void aClipGoesThereAndBackAndIsCountedTimedAndWritten() throws Exception {
        Path clip = clip();
        Path film = folder.resolve("out.mp4");
        Path both = folder.resolve("both.mp4");
        Path sheet = folder.resolve("sheet.png");
        Path reportFile = folder.resolve("report.json");
        ClientProcess.Result result = start(
                        clip.toString(),
                        "--output",
                        film.toString(),
                        "--side-by-side",
                        both.toString(),
                        "--compare",
                        sheet.toString(),
                        "--report",
                        reportFile.toString())
                .await();

        assertThat(result.code()).as(result.toString()).isZero();
        JsonNode report = Json.tree(Files.readString(reportFile));
        assertThat((Iterable<String>) report::fieldNames)
                .containsExactlyElementsOf(List.of(
                        "framesSent",
                        "framesReturned",
                        "facesSwapped",
                        "framesShielded",
                        "fpsSent",
                        "fpsReturned",
                        "connectMs",
                        "loopMsP50",
                        "loopMsP95",
                        "engineMsP50",
                        "engineMsP95",
                        "moves",
                        "gapMsMax",
                        "worker",
                        "engine",
                        "width",
                        "height"));
        int sent = report.get("framesSent").intValue();
        int returned = report.get("framesReturned").intValue();
        assertThat(sent).as("a loaded machine leaves out late ones").isBetween(FRAMES / 2, FRAMES);
        assertThat(returned).isBetween(sent / 2, sent);
        assertThat(report.get("fpsSent").doubleValue()).isBetween(10.0, 31.0);
        assertThat(report.get("connectMs").doubleValue()).isPositive();
        assertThat(report.get("loopMsP50").doubleValue()).isPositive();
        assertThat(report.get("worker").textValue()).isEqualTo("echo");
        assertThat(report.get("width").intValue()).isEqualTo(640);
        assertThat(report.get("height").intValue()).isEqualTo(480);

        assertThat(count(film, SIZE)).isBetween(returned / 2, returned);
        assertThat(count(both, new FrameSize(1280, 480)))
                .as("a loaded machine leaves out some of both films")
                .isBetween(returned / 10, returned);
        assertThat(ImageIO.read(sheet.toFile())).isNotNull();
        assertThat(psnrOfLastFrames(clip, film))
                .as("the picture is the one that was sent")
                .isGreaterThan(24);
        assertThat(result.out()).contains("sent " + sent + ", returned " + returned);
        assertThat(result.err()).doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(result.out()).doesNotContain("attach");
    }

    @Test
    void aFilmMayHaveAnyName() throws Exception {
        ClientProcess.Result result = ClientProcess.startIn(
                        folder,
                        "--gateway",
                        gateway.url(),
                        "--face",
                        "me.jpg",
                        "--input",
                        "pattern",
                        "--seconds",
                        "1",
                        "--output",
                        "a:b.mp4")
                .await();
        assertThat(result.code()).as(result.toString()).isZero();
        assertThat(count(folder.resolve("a:b.mp4"), SIZE)).isPositive();
    }

    @Test
    void aWorkerThatDiesIsNamedAndTheFilmIsFinished() throws Exception {
        Path film = folder.resolve("out.mp4");
        ClientProcess client = start("pattern", "--output", film.toString(), "--patience", "3");
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> worker.echoed() > 60);
        worker.die();
        ClientProcess.Result result = client.await();
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .contains("no frame has come back from the worker echo for 3 s", "all slots are taken")
                .doesNotContain("Exception");
        assertThat(count(film, SIZE)).isGreaterThan(20);
    }

    @Test
    void aSignalEndsTheRunInOrder() throws Exception {
        Path film = folder.resolve("out.mp4");
        Path reportFile = folder.resolve("report.json");
        ClientProcess client = start("pattern", "--output", film.toString(), "--report", reportFile.toString());
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> worker.echoed() > 60);
        client.terminate();
        ClientProcess.Result result = client.await();
        assertThat(result.code()).as(result.toString()).isZero();
        int returned =
                Json.tree(Files.readString(reportFile)).get("framesReturned").intValue();
        assertThat(count(film, SIZE)).isBetween(Math.max(20, returned / 2), returned);
        assertThat(worker.byes()).isEqualTo(1);
    }

    @Test
    void aDamagedClipIsSentAsFarAsItGoesAndThenSaidToBe() throws Exception {
        Path clip = clip();
        byte[] bytes = Files.readAllBytes(clip);
        Arrays.fill(bytes, bytes.length / 3, bytes.length / 2, (byte) 0); // its index at the end stays
        Path damaged = Files.write(folder.resolve("damaged.mp4"), bytes);
        ClientProcess.Result result = start(damaged.toString()).await();
        assertThat(result.code()).as(result.toString()).isEqualTo(1);
        assertThat(result.err()).contains("truncated or damaged").doesNotContain("Exception");
        assertThat(worker.echoed()).isGreaterThan(20);
    }

    @Test
    void theStampIsReadableAtTheLowestBitrateAndOddSizes() throws Exception {
        Path film = folder.resolve("out.mp4");
        Path reportFile = folder.resolve("report.json");
        ClientProcess.Result result = start(
                        "pattern",
                        "--size",
                        "321x241",
                        "--seconds",
                        "4",
                        "--max-bitrate",
                        "100",
                        "--output",
                        film.toString(),
                        "--report",
                        reportFile.toString())
                .await();
        assertThat(result.code()).as(result.toString()).isZero();
        JsonNode report = Json.tree(Files.readString(reportFile));
        assertThat(report.get("loopMsP50").doubleValue()).isBetween(1.0, 1000.0);
        assertThat(report.get("framesReturned").intValue()).isGreaterThan(60);
        assertThat(count(film, new FrameSize(322, 242)))
                .isEqualTo(report.get("framesReturned").intValue());
    }

    private ClientProcess start(String input, String... more) throws IOException {
        String[] first = {"--gateway", gateway.url(), "--face", face.toString(), "--input", input};
        String[] all = Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return ClientProcess.start(all);
    }

    private Path clip() throws IOException {
        Path path = folder.resolve("clip.mp4");
        try (Mp4File film = Mp4File.create(path, SIZE);
                VideoInput pattern = Inputs.open(new InputSpec.TestPattern(), SIZE, 30)) {
            for (int k = 0; k < FRAMES; k++) {
                film.write(pattern.next(), k * FRAME_NANOS);
            }
        }
        return path;
    }

    private static int count(Path film, FrameSize size) {
        try (VideoInput input = Inputs.open(new InputSpec.Clip(film), null, 0)) {
            assertThat(input.size()).isEqualTo(size);
            int count = 0;
            while (input.next() != null) {
                count++;
            }
            assertThat(input.shortfall()).isEmpty();
            return count;
        }
    }

    /** Of luma, between the films' pictures that are nearest to two seconds before the clip's end. */
    private static double psnrOfLastFrames(Path sent, Path returned) {
        long at = (FRAMES - 60) * FRAME_NANOS;
        byte[] one = lumaAt(sent, at);
        byte[] other = lumaAt(returned, at);
        double squares = 0;
        for (int i = 0; i < one.length; i++) {
            double difference = (one[i] & 0xFF) - (other[i] & 0xFF);
            squares += difference * difference;
        }
        return 10 * Math.log10(255 * 255 / (squares / one.length + 1e-9));
    }

    private static byte[] lumaAt(Path film, long nanos) {
        try (VideoInput input = Inputs.open(new InputSpec.Clip(film), null, 0)) {
            I420Frame picture = input.next();
            while (input.ptsNanos() < nanos - FRAME_NANOS / 2) {
                picture = input.next();
            }
            byte[] luma = new byte[picture.width() * picture.height()];
            for (int y = 0; y < picture.height(); y++) {
                picture.y().get(y * picture.strideY(), luma, y * picture.width(), picture.width());
            }
            return luma;
        }
    }
}
