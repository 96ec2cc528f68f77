package dev.facewire.it.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.bench.moves.RunningJar;
import dev.facewire.it.process.FaceShapes;
import dev.facewire.it.process.Jars;
import dev.facewire.it.process.PairedClip.Picture;
import dev.facewire.it.process.Stack;
import dev.facewire.protocol.http.WorkersView;
import dev.facewire.vision.face.Landmarks;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The camera page as a newcomer uses it: three clicks, another face, a dead worker, bad pictures. */
class CameraPageIT {
    private static final Path SCREENSHOTS = Jars.OUTPUT.resolve("screenshots");
    /** Loss by coding and by landmarks that are not quite at the same place stays under this, in levels of 255. */
    private static final double SAME = 12;

    private static final String RESTART = """
            const pause = () => new Promise(resolve => setTimeout(resolve, 30));
            const post = async (path, body, type = "application/json") =>
              (await fetch(path, { method: "POST", body, headers: { "Content-Type": type } })).json();
            (async () => {
              const { Leg } = await import("/web/leg.js");
              const file = document.getElementById("face-file").files[0];
              const face = (await post("/v1/faces", file, file.type)).id;
              const [track] = (await navigator.mediaDevices.getUserMedia({ video: true })).getVideoTracks();
              const leg = new Leg(1, { iceServers: [], track, codec: "VP8", maxBitrateKbps: 2000 },
                { onStream: () => {}, onState: () => {} });
              const offer = async restartBy => {
                await leg.offer(restartBy);
                while (!leg.pc.localDescription.sdp.includes("a=candidate")) await pause();
                return { sdp: leg.pc.localDescription.sdp, type: "offer" };
              };
              const frames = async many => {
                const before = (await leg.figures()).framesDecoded;
                while ((await leg.figures()).framesDecoded < before + many) await pause();
              };
              const name = () => leg.pc.localDescription.sdp.match(/a=ice-ufrag:(.*)/)[1];
              const session = await post("/v1/sessions", JSON.stringify({ ...await offer(), face }));
              await leg.answer(session.sdp);
              await frames(10);
              const first = name();
              const again = { ...await offer([{ urls: "stun:192.0.2.1:3478" }]), rev: 2, reason: "restart" };
              await leg.answer((await post(`/v1/sessions/${session.id}/offer`, JSON.stringify(again))).sdp);
              await frames(20);
              await fetch(`/v1/sessions/${session.id}`, { method: "DELETE" });
              return `${name() === first ? "old" : "new"} credentials; asks ${leg.pc.getConfiguration().iceServers[0].urls}`
                + "; frames go on";
            })().catch(error => String(error.stack)).then(result => { window.restarted = result; });
            """;

    private static Path camera;
    private static Stack stack;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        camera = FakeCamera.of(Path.of(Stack.demoFile("clip.mp4")), Jars.OUTPUT);
        stack = Stack.start("page");
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void aNewcomerIsOnAirInThreeClicksAndChangesTheFace() throws Exception {
        try (Browser browser = browser();
                FaceShapes shapes = new FaceShapes()) {
            browser.open(stack.url() + "/?measure=1");
            browser.screenshot("1-first-look");
            choose(browser, Stack.demoFile("face.jpg"));
            browser.click("consent");
            browser.await("the face is accepted", () -> browser.text("face-notes")
                    .toLowerCase(java.util.Locale.ROOT)
                    .contains("good"));
            browser.screenshot("2-face-chosen");

            browser.click("start");
            browser.awaitState("live");
            browser.await("swapped frames", () -> browser.text("engine").matches(".*swapped [1-9]\\d.*"));
            browser.await("loop latency", () -> browser.text("loop").endsWith(" ms"));

            double swapped = difference(browser, shapes);
            assertThat(swapped).as("the face is another one").isGreaterThan(1.5 * SAME);
            browser.script("window.scrollTo(0, 0)");
            browser.screenshot("3-on-air");
            Files.writeString(Jars.OUTPUT.resolve("page-figures.txt"), browser.text("figures") + "\n");
            assertThat(stack.workers().workers()).singleElement().satisfies(worker -> assertThat(worker.used())
                    .isEqualTo(1));
            theClusterPageShowsTheTruth();

            // The clip's own person: put on, it is nearly the sent picture again.
            choose(
                    browser,
                    Jars.HOME.resolve("vision/src/test/resources/astronaut.jpg").toString());
            browser.await("the new face is on", () -> browser.text("face-notes").contains("new face is on"));
            browser.await("it is to be seen", () -> difference(browser, shapes) < 0.6 * swapped);
            assertThat(browser.state()).isEqualTo("live");
            browser.screenshot("4-another-face");

            browser.click("stop");
            browser.awaitState("idle");
            browser.await("the slot is free", () -> used() == 0);
            assertThat(browser.console())
                    .noneMatch(line -> line.contains("Content Security") || line.contains("Uncaught"));
        }
    }

    private static void theClusterPageShowsTheTruth() throws Exception {
        try (Browser page = browser()) {
            page.open(stack.url() + "/cluster");
            page.await("a session's rate", () -> page.text("sessions").matches("(?s).*CONNECTED it-cpu0 [1-9].*"));
            WorkersView.Worker worker = stack.workers().workers().get(0);
            assertThat(page.text("workers"))
                    .contains("it-cpu0", "READY", "cpu0", String.valueOf(worker.pid()), worker.host(), "mesh");
            assertThat(page.text("summary"))
                    .contains("1 worker, ", worker.used() + " of " + worker.slots() + " slots", "1 session here");
            page.await(
                    "charts",
                    () -> (Long) page.script("return document.querySelectorAll('.chart canvas').length") == 4);
            Object drawn = page.script("const c = document.querySelector('#slots-chart canvas');"
                    + "return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v > 0)");
            assertThat(drawn).isEqualTo(true);
            Object own = page.script("return performance.getEntriesByType('resource')"
                    + ".every(r => new URL(r.name).origin === location.origin)");
            assertThat(own).as("nothing is asked of anybody else").isEqualTo(true);
            page.screenshot("5-cluster");
            assertThat(page.console())
                    .noneMatch(line -> line.contains("Content Security") || line.contains("Uncaught"));
        }
    }

    @Test
    @Tag("soak")
    void aKilledWorkerIsReplacedAndTheLastOneWaitedFor() throws Exception {
        try (Stack lone = Stack.start("page-kill");
                Browser browser = browser()) {
            onAir(browser, lone);
            assertThat(browser.text("worker")).isEqualTo("it-cpu0");
            try (RunningJar second = lone.node("second")) {
                lone.node().kill();
                browser.await("the second worker took over", () -> browser.text("worker")
                        .equals("second-cpu0"));
                browser.awaitState("live");
                awaitFrames(browser);

                second.kill();
                browser.await(
                        "it says what it waits for", () -> browser.text("state").contains("No worker"));
                assertThat(browser.state()).isEqualTo("moving");
                browser.screenshot("6-waiting-for-a-worker");
                try (RunningJar third = lone.node("third")) {
                    browser.await("the third worker took over", () -> browser.text("worker")
                            .equals("third-cpu0"));
                    browser.awaitState("live");
                    awaitFrames(browser);
                    assertThat(third.output()).contains("connected");
                    browser.screenshot("7-back-on-air");
                }
            }
        }
    }

    @Test
    @Tag("soak")
    void badPicturesAreToldInWords() throws Exception {
        Path text = Files.writeString(folder.resolve("face.jpg"), "I am no picture\n".repeat(100));
        Path wall = folder.resolve("wall.png");
        ImageIO.write(new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB), "png", wall.toFile());
        BufferedImage one = ImageIO.read(Path.of(Stack.demoFile("face.jpg")).toFile());
        BufferedImage two = new BufferedImage(2 * one.getWidth(), one.getHeight(), BufferedImage.TYPE_INT_RGB);
        two.getGraphics().drawImage(one, 0, 0, null);
        two.getGraphics().drawImage(one, one.getWidth(), 0, null);
        Path twins = folder.resolve("twins.png");
        ImageIO.write(two, "png", twins.toFile());
        Path large = Files.write(folder.resolve("large.png"), new byte[12 << 20]);
        try (Browser browser = Browser.start(null, SCREENSHOTS, 420, 900)) { // as wide as a phone
            browser.open(stack.url());
            browser.click("start");
            assertThat(browser.text("problem")).contains("Tick the box");
            browser.click("consent");
            browser.click("start");
            assertThat(browser.text("problem")).contains("Choose the picture");
            refused(browser, text, "not a picture that can be read");
            refused(browser, wall, "no face");
            refused(browser, twins, "more than one face");
            refused(browser, large, "too large");
            browser.screenshot("8-refused-picture");
            choose(browser, Stack.demoFile("face.jpg"));
            browser.await("a good one is taken all the same", () -> browser.text("state")
                    .contains("Press Start"));
            assertThat(browser.element("problem").isDisplayed()).isFalse();

            browser.click("start");
            browser.await("the camera is refused", () -> browser.text("problem").contains("camera was refused"));
            browser.screenshot("9-refused-camera");
            assertThat(used()).isZero();
        }
    }

    @Test
    @Tag("soak")
    void aTokenIsAskedForAndTaken() throws Exception {
        Path tokens = Files.writeString(folder.resolve("tokens"), "an-open-sesame-for-tests\n");
        List<String> options = List.of(
                "--port",
                "0",
                "--cluster-name",
                "facewire-it-token-" + ProcessHandle.current().pid(),
                "--token-file",
                tokens.toString());
        try (RunningJar gateway = Jars.start("page-token-gateway", "gateway", "256m", options);
                Browser browser = Browser.start(null, SCREENSHOTS, 1000, 900)) {
            String url = gateway.await("gateway ready on (https?://\\S+)", Duration.ofMinutes(1))
                    .group(1);
            browser.open(url);
            browser.click("consent");
            choose(browser, Stack.demoFile("face.jpg"));
            browser.await(
                    "the token is asked for", () -> browser.text("problem").contains("wants a token"));
            browser.open(url + "/?again#token=an-open-sesame-for-tests");
            assertThat(browser.script("return location.href").toString()).doesNotContain("sesame");
            browser.click("consent");
            choose(browser, Stack.demoFile("face.jpg"));
            browser.await("it is let in", () -> browser.text("problem").contains("No worker is there"));
        }
    }

    @Test
    @Tag("soak")
    void aBrowserThatGivesNoPlanesMeasuresByACanvas() throws Exception {
        try (Browser browser = browser()) {
            browser.open(stack.url() + "/?measure=1");
            browser.script("delete window.MediaStreamTrackProcessor");
            choose(browser, Stack.demoFile("face.jpg"));
            browser.click("consent");
            browser.await("the face is accepted", () -> browser.text("state").contains("Press Start"));
            browser.click("start");
            browser.awaitState("live");
            browser.await("loop latency", () -> browser.text("loop").endsWith(" ms"));
            browser.click("stop");
            browser.awaitState("idle");
        }
        Awaitility.await("the slot is free").until(() -> used() == 0);
    }

    /** By the page's own connection, and sessions over HTTP: a network that changes is hard to come by here. */
    @Test
    @Tag("soak")
    void anIceRestartUsesOtherServersAndThePictureGoesOn() throws Exception {
        try (Browser browser = browser()) {
            browser.open(stack.url());
            choose(browser, Stack.demoFile("face.jpg"));
            browser.script(RESTART);
            browser.await("a restart", () -> browser.script("return window.restarted") != null);
            assertThat(browser.script("return window.restarted"))
                    .isEqualTo("new credentials; asks stun:192.0.2.1:3478; frames go on");
        }
        Awaitility.await("the slot is free").until(() -> used() == 0);
    }

    private static void refused(Browser browser, Path picture, String words) {
        choose(browser, picture.toString());
        browser.await("refused: " + words, () -> browser.text("face-notes").contains(words));
        assertThat(browser.text("problem")).contains(words);
    }

    private static Browser browser() throws Exception {
        return Browser.start(camera, SCREENSHOTS, 1280, 1000);
    }

    private static void choose(Browser browser, String file) {
        browser.element("face-file").sendKeys(file);
    }

    private static void onAir(Browser browser, Stack stack) {
        browser.open(stack.url());
        browser.click("consent");
        choose(browser, Stack.demoFile("face.jpg"));
        browser.await("the face is accepted", () -> browser.text("state").contains("Press Start"));
        browser.click("start");
        browser.awaitState("live");
        awaitFrames(browser);
    }

    private static void awaitFrames(Browser browser) {
        long before = frames(browser);
        browser.await("frames", () -> frames(browser) > before + 10);
    }

    private static long frames(Browser browser) {
        Number total = (Number)
                browser.script("return document.getElementById('swapped').getVideoPlaybackQuality().totalVideoFrames");
        return total.longValue();
    }

    private static int used() throws Exception {
        return stack.workers().workers().stream()
                .mapToInt(worker -> worker.used() + worker.reserved())
                .sum();
    }

    /** How differently the sent and the returned face are coloured; 0 where one of them is not found. */
    private static double difference(Browser browser, FaceShapes shapes) throws Exception {
        Picture own = picture(browser, "own");
        Picture swapped = picture(browser, "swapped");
        Optional<Landmarks> sent = shapes.find(own);
        Optional<Landmarks> returned = shapes.find(swapped);
        return sent.isEmpty() || returned.isEmpty()
                ? 1000 // covered, or black
                : shapes.colourDifference(own, sent.get(), swapped, returned.get());
    }

    private static Picture picture(Browser browser, String video) throws Exception {
        String data = (String) browser.script(
                "const v = document.getElementById(arguments[0]); const c = document.createElement('canvas');"
                        + "c.width = v.videoWidth; c.height = v.videoHeight; c.getContext('2d').drawImage(v, 0, 0);"
                        + "return c.toDataURL('image/png')",
                video);
        byte[] png = java.util.Base64.getDecoder().decode(data.substring(data.indexOf(',') + 1));
        return Picture.of(ImageIO.read(new java.io.ByteArrayInputStream(png)));
    }
}
