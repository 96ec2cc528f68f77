package dev.facewire.it.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facewire.bench.moves.RunningJar;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's mistakes: one clear line, a non-zero exit, no stack trace, and no slot lost. */
class BadInputIT {
    private static Stack stack;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        stack = Stack.start("bad-input");
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @AfterEach
    void noSlotIsLost() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(stack.workers().workers())
                        .singleElement()
                        .satisfies(worker ->
                                assertThat(worker.used() + worker.reserved()).isZero()));
    }

    @Test
    void aFaceFileThatIsNotThere() throws Exception {
        refused(face(folder.resolve("nobody.jpg")), "nobody.jpg");
    }

    @Test
    void aFaceThatIsNoImage() throws Exception {
        Path text = Files.writeString(folder.resolve("face.jpg"), "I am no picture\n".repeat(100));
        refused(face(text), "(?i)image");
    }

    @Test
    void aPictureWithoutAFace() throws Exception {
        Path empty = folder.resolve("wall.png");
        ImageIO.write(new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB), "png", empty.toFile());
        refused(face(empty), "(?i)no face");
    }

    @Test
    void aPictureWithTwoFaces() throws Exception {
        BufferedImage one = ImageIO.read(Path.of(Stack.demoFile("face.jpg")).toFile());
        BufferedImage two = new BufferedImage(2 * one.getWidth(), one.getHeight(), BufferedImage.TYPE_INT_RGB);
        two.getGraphics().drawImage(one, 0, 0, null);
        two.getGraphics().drawImage(one, one.getWidth(), 0, null);
        Path file = folder.resolve("twins.png");
        ImageIO.write(two, "png", file.toFile());
        refused(face(file), "(?i)more than one face|several faces|two faces|2 faces");
    }

    @Test
    void aFaceOfTwelveMegabytes() throws Exception {
        byte[] jpeg = Files.readAllBytes(Path.of(Stack.demoFile("face.jpg")));
        Path large = Files.write(folder.resolve("large.jpg"), Arrays.copyOf(jpeg, 12 << 20));
        refused(face(large), "(?i)10 MB|too large");
    }

    @Test
    void aDecompressionBomb() throws Exception {
        // A PNG whose header says 60000 x 60000: never decoded, because the header is looked at first.
        byte[] header = {
            (byte) 0x89,
            'P',
            'N',
            'G',
            '\r',
            '\n',
            0x1a,
            '\n',
            0,
            0,
            0,
            13,
            'I',
            'H',
            'D',
            'R',
            0,
            0,
            (byte) 0xea,
            0x60,
            0,
            0,
            (byte) 0xea,
            0x60,
            8,
            2,
            0,
            0,
            0,
            0,
            0,
            0,
            0
        };
        Path bomb = Files.write(folder.resolve("bomb.png"), Arrays.copyOf(header, 4096));
        refused(face(bomb), "(?i)megapixel|too large|60000");
    }

    @Test
    void aClipThatIsNotThere() throws Exception {
        refused(clip(folder.resolve("nothing.mp4")), "nothing.mp4");
    }

    @Test
    void aClipThatIsNoClip() throws Exception {
        refused(clip(Files.writeString(folder.resolve("text.mp4"), "no clip")), "text.mp4");
    }

    @Test
    void aWrongGateway() throws Exception {
        List<String> options = List.of(
                "--gateway",
                "http://127.0.0.1:9",
                "--face",
                Stack.demoFile("face.jpg"),
                "--input",
                Stack.demoFile("clip.mp4"));
        try (RunningJar client = Jars.start("bad-input-gateway-gone", "client", "256m", options)) {
            assertThat(client.awaitExit(Duration.ofSeconds(40))).isNotZero();
            assertThat(client.output()).contains("127.0.0.1:9").doesNotContain("\tat ");
        }
    }

    private static String[] face(Path face) {
        return new String[] {"--face", face.toString(), "--input", Stack.demoFile("clip.mp4")};
    }

    private static String[] clip(Path clip) {
        return new String[] {"--face", Stack.demoFile("face.jpg"), "--input", clip.toString()};
    }

    private static void refused(String[] options, String word) throws Exception {
        try (RunningJar client = stack.client(options)) {
            int code = client.awaitExit(Duration.ofSeconds(40));
            assertThat(client.output())
                    .containsPattern(word)
                    .doesNotContain("\tat ")
                    .doesNotContain("Exception");
            assertThat(code).isNotZero();
        }
    }
}
