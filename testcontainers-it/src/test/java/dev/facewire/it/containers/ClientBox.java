package dev.facewire.it.containers;

import dev.facewire.client.session.Report;
import dev.facewire.it.containers.Networks.Link;
import dev.facewire.it.process.Jars;
import dev.facewire.it.process.Stack;
import dev.facewire.protocol.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.testcontainers.utility.MountableFile;

/** A person in a call: the client with the demo's clip, over and over. */
final class ClientBox extends Box<ClientBox> {
    /** Frames a second: three people on two slow cores are carried. */
    static final int FPS = 5;

    private static final String HOME = "/home/facewire/";
    private static final int READABLE = 0644; // not by its owner only, as on this machine
    private static final Duration LIVE = Duration.ofSeconds(60);

    /** One that is not there yet; the gateways are tried in this order. */
    ClientBox(Networks networks, Link link, String name, List<String> gateways) {
        super(Images.client(), name, 512, 1);
        withNetwork(networks.of(link));
        withCopyToContainer(MountableFile.forHostPath(Stack.demoFile("face.jpg"), READABLE), HOME + "face.jpg");
        withCopyToContainer(MountableFile.forHostPath(Stack.demoFile("clip.mp4"), READABLE), HOME + "clip.mp4");
        withCommand(
                "--gateway",
                String.join(",", gateways),
                "--face",
                "face.jpg",
                "--input",
                "clip.mp4",
                "--loop",
                "--size",
                "320x240",
                "--fps",
                Integer.toString(FPS),
                "--report",
                "report.json",
                "--side-by-side",
                "pairs.mp4");
    }

    /** Waits until swapped pictures come back. */
    ClientBox awaitLive() {
        awaitSaid("live · sent [1-9].* returned [1-9].* swapped [1-9]", LIVE);
        return this;
    }

    /** Ends the call as Ctrl-C does, and returns the client's figures. */
    Report hangUp() throws IOException {
        if (runs()) { // else it ended by itself: its code and its words tell why
            signal("INT");
        }
        long code = awaitEnd(Duration.ofSeconds(30));
        if (code != 0) {
            throw new IllegalStateException(name() + " ended with " + code + ":\n" + getLogs());
        }
        return Json.decode(Files.readString(fetch("report.json")), Report.class);
    }

    /** The same, and tells the figures in the tests' output. */
    Report hangUp(String after) throws IOException {
        Report report = hangUp();
        System.out.printf(
                "%s: moves %d, longest gap %.0f ms, returned %d of %d, swapped %d, shielded %d, loop p95 %.0f ms%n",
                after,
                report.moves(),
                report.gapMsMax(),
                report.framesReturned(),
                report.framesSent(),
                report.facesSwapped(),
                report.framesShielded(),
                report.loopMsP95());
        return report;
    }

    /** What was sent and what came back, side by side; after the end. */
    Path pairs() throws IOException {
        return fetch("pairs.mp4");
    }

    private Path fetch(String file) throws IOException {
        Path here = Files.createDirectories(Jars.OUTPUT.resolve("containers")).resolve(name() + "-" + file);
        copyFileFromContainer(HOME + file, here.toString());
        return here;
    }
}
