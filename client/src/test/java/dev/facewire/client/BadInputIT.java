package dev.facewire.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.signal.SignalMessage;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a person gets wrong: one clear line on standard error, the documented exit code, no stack trace. */
class BadInputIT {
    @TempDir
    private Path folder;

    private FakeGateway gateway;
    private Path face;

    @BeforeEach
    void start() throws Exception {
        gateway = new FakeGateway();
        face = Files.write(folder.resolve("me.jpg"), new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, 1, 2, 3});
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Test
    void wrongOptionsAndFilesThatAreNotThereEndWith2() throws Exception {
        Path text = Files.writeString(folder.resolve("clip.mp4"), "no video ".repeat(500));
        Path empty = Files.createFile(folder.resolve("empty.jpg"));
        String me = face.toString();
        expect(2, "--face", run("--input", "pattern"));
        expect(2, "no face picture", run("--face", folder.resolve("nobody.jpg").toString(), "--input", "pattern"));
        expect(2, "is empty", run("--face", empty.toString(), "--input", "pattern"));
        expect(
                2,
                "no clip",
                run("--face", me, "--input", folder.resolve("none.mp4").toString()));
        expect(2, "can't be read as a video", run("--face", me, "--input", text.toString()));
        expect(2, "no camera", run("--face", me, "--input", "camera:97"));
        expect(2, "no folder", run("--face", me, "--input", "pattern", "--output", folder + "/no/out.mp4"));
        expect(2, "can't be written", run("--face", me, "--input", "pattern", "--report", folder.toString()));
        expect(2, "ftp", run("--gateway", "ftp://x", "--face", me, "--input", "pattern"));
        expect(2, "is no size", run("--face", me, "--input", "pattern", "--size", "big"));
        expect(2, "strength", run("--face", me, "--input", "pattern", "--strength", "7"));
        expect(2, "--fps", run("--face", me, "--input", "pattern", "--fps", "0"));
        expect(2, "certificate", run("--face", me, "--input", "pattern", "--ca-cert", me));
    }

    @Test
    void aPersonsFilmIsNeverWrittenOver() throws Exception {
        Path clip = Files.writeString(folder.resolve("clip.mp4"), "my only copy");
        Path other = Files.createLink(folder.resolve("other.mp4"), clip);
        for (String option : List.of("--output", "--side-by-side")) {
            for (Path name : List.of(clip, other, folder.resolve("../" + folder.getFileName() + "/clip.mp4"))) {
                expect(
                        2,
                        option + " and --input are the same file",
                        toGateway("--input", clip.toString(), option, name.toString()));
            }
        }
        expect(2, "--report and --face are the same file", toGateway("--report", face.toString()));
        Path film = folder.resolve("film.mp4");
        expect(
                2,
                "--output and --side-by-side are the same file",
                toGateway(
                        "--output",
                        film.toString(),
                        "--side-by-side",
                        folder.resolve("./film.mp4").toString()));
        expect(
                2,
                "must end with .mp4",
                toGateway("--output", folder.resolve("film.xyz").toString()));
        expect(2, "is a stream", toGateway("--input", "rtsp://camera/1"));
        assertThat(clip).hasContent("my only copy");
        assertThat(film).doesNotExist();
        assertThat(gateway.face).as("nothing was sent").isNull();
    }

    @Test
    void aGatewayThatIsNotThereIsNamedWithWhatToTry() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String url = "http://127.0.0.1:" + port;
        ClientProcess.Result result =
                ClientProcess.run("--gateway", url, "--face", face.toString(), "--input", "pattern");
        expect(1, url, result);
        assertThat(result.err()).contains("facewire gateway");
    }

    @Test
    void whatTheGatewayRefusesIsSaidInItsWords() throws Exception {
        gateway.faceRefusal = new Fault(ErrorCode.NOT_AN_IMAGE, "these bytes are no JPEG");
        expect(1, "these bytes are no JPEG", toGateway());
        gateway.faceRefusal = new Fault(ErrorCode.NO_FACE, "nobody is in it");
        expect(1, "shows no face", toGateway());
        gateway.faceRefusal = new Fault(ErrorCode.NO_WORKER, "none");
        gateway.retryAfterS = 5;
        expect(1, "try again in 5 s", toGateway());
        gateway.token = "secret";
        expect(1, "wants a token", toGateway());
        expect(1, "refused the token", toGateway("--token", "guess"));
        assertThat(gateway.faceType).isEqualTo("image/jpeg");
    }

    @Test
    void aRefusedSessionIsSaidOnceAndLeavesNoFiles() throws Exception {
        gateway.warnings = List.of("the head is turned 23°");
        gateway.onMessage = (connection, message) -> {
            if (message instanceof SignalMessage.Offer) {
                connection.send(new SignalMessage.Error(null, ErrorCode.NO_CAPACITY, "2 of 2 slots are taken", 3));
            }
        };
        Path out = folder.resolve("out.mp4");
        ClientProcess.Result result = toGateway("--output", out.toString());
        expect(1, "2 of 2 slots are taken", result);
        assertThat(result.err()).contains("try again in 3 s");
        assertThat(result.out()).contains("the head is turned 23°");
        assertThat(out).doesNotExist();
    }

    @Test
    void aGatewayThatHangsUpIsNoMystery() throws Exception {
        gateway.onMessage = (connection, message) -> connection.hangUp();
        expect(1, "hung up", toGateway());
    }

    @Test
    void helpAndVersionAreGoodEndings() throws Exception {
        ClientProcess.Result help = ClientProcess.run("--help");
        assertThat(help.code()).isZero();
        assertThat(help.out()).contains("--gateway", "--report", "--side-by-side", "Ends with 0");
        ClientProcess.Result version = ClientProcess.run("--version");
        assertThat(version.code()).isZero();
        assertThat(version.out()).startsWith("facewire-client ");
    }

    private ClientProcess.Result toGateway(String... more) throws Exception {
        if (List.of(more).contains("--input")) {
            List<String> all = new ArrayList<>(List.of("--gateway", gateway.url(), "--face", face.toString()));
            all.addAll(List.of(more));
            return ClientProcess.run(all.toArray(String[]::new));
        }
        String[] arguments = new String[6 + more.length];
        System.arraycopy(
                new String[] {"--gateway", gateway.url(), "--face", face.toString(), "--input", "pattern"},
                0,
                arguments,
                0,
                6);
        System.arraycopy(more, 0, arguments, 6, more.length);
        return ClientProcess.run(arguments);
    }

    private static ClientProcess.Result run(String... arguments) throws Exception {
        return ClientProcess.run(arguments);
    }

    private static void expect(int code, String words, ClientProcess.Result result) {
        assertThat(result.err()).contains(words);
        assertThat(result.err()).doesNotContain("Exception", "\tat ");
        assertThat(result.code()).as(result.err()).isEqualTo(code);
        assertThat(result.complaints().size()).as(result.err()).isLessThanOrEqualTo(2);
    }
}
