package dev.facewire.client;

import dev.facewire.client.gateway.GatewayAddress;
import dev.facewire.client.manual.ManualOptions;
import dev.facewire.client.picture.FrameSize;
import dev.facewire.protocol.session.FaceSelection;
import dev.facewire.protocol.session.OnLost;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options, as picocli fills them in; checked where they are used. */
final class ClientOptions {
    @Option(
            names = "--gateway",
            paramLabel = "URL",
            split = ",",
            defaultValue = "${env:FACEWIRE_GATEWAY:-http://127.0.0.1:8080}",
            description = "The gateway (default: $FACEWIRE_GATEWAY or http://127.0.0.1:8080). Of several, the"
                    + " next one when one is lost.")
    List<GatewayAddress> gateways;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "The gateway's token (default: $FACEWIRE_TOKEN). Others on this computer can see it:"
                    + " --token-file is better.")
    String token;

    @Option(names = "--token-file", paramLabel = "FILE", description = "A file whose first line is the token.")
    Path tokenFile;

    @Option(
            names = "--ca-cert",
            paramLabel = "FILE",
            description = "PEM file with a self-signed gateway's certificate, or its authority's.")
    Path caCert;

    @Mixin
    ManualOptions manual;

    @ArgGroup(multiplicity = "0..1")
    Face face;

    /** One of the two must be given, but with --manual. */
    static final class Face {
        @Option(
                names = "--face",
                paramLabel = "FILE",
                description = "A picture of the face to put on.",
                required = true)
        Path file;

        @Option(
                names = "--face-id",
                paramLabel = "ID",
                description = "A face that the gateway has already.",
                required = true)
        String id;
    }

    @Option(
            names = "--input",
            paramLabel = "INPUT",
            defaultValue = "camera:0",
            description = "A video file, camera:N (or camera:DEVICE), or pattern (default: ${DEFAULT-VALUE}).")
    String input;

    @Option(
            names = "--size",
            paramLabel = "WxH",
            description = "What a camera is asked for, and what a clip is scaled into (default: a camera 640x480, a"
                    + " clip as it is).")
    FrameSize size;

    @Option(
            names = "--fps",
            paramLabel = "N",
            description = "What a camera is asked for; of a clip, at most this many frames a second are sent, at the"
                    + " clip's speed.")
    Double fps;

    @Option(names = "--output", paramLabel = "FILE.mp4", description = "Write what comes back.")
    Path output;

    @Option(names = "--side-by-side", paramLabel = "FILE.mp4", description = "Write sent and returned side by side.")
    Path sideBySide;

    @Option(
            names = "--compare",
            paramLabel = "FILE.png",
            description = "Write a sheet of a few moments: face, sent, returned.")
    Path compare;

    @Option(names = "--report", paramLabel = "FILE", description = "Write the run's figures as JSON.")
    Path report;

    @Option(names = "--preview", description = "Show sent and returned in a window.")
    boolean preview;

    @Option(names = "--seconds", paramLabel = "N", description = "Stop after N seconds.")
    Double seconds;

    @Option(
            names = "--patience",
            paramLabel = "N",
            defaultValue = "20",
            description = "When the picture stops: look for another worker for N seconds (default: ${DEFAULT-VALUE}).")
    double patience;

    @Option(names = "--loop", description = "Start a clip over at its end.")
    boolean loop;

    @Option(names = "--engine", paramLabel = "NAME", description = "mesh, neural or a model's name.")
    String engine;

    @Option(names = "--faces", paramLabel = "WHICH", description = "largest or all.")
    FaceSelection faces;

    @Option(
            names = "--on-lost",
            paramLabel = "WHAT",
            description = "Where no face can be tracked safely: shield, hold or pass (the gateway must allow pass).")
    OnLost onLost;

    @Option(names = "--mouth", negatable = true, description = "Keep the inside of your own mouth, or not.")
    Boolean mouth;

    @Option(names = "--strength", paramLabel = "0-1", description = "How far towards the source face.")
    Double strength;

    @Option(names = "--no-badge", description = "Don't mark the picture as synthetic (the gateway must allow it).")
    boolean noBadge;

    @Option(names = "--codec", paramLabel = "NAME", description = "Preferred video codec: VP8, H264, VP9 or AV1.")
    String codec;

    @Option(names = "--max-bitrate", paramLabel = "KBPS", description = "At most this much each way, in kbit/s.")
    Integer maxBitrateKbps;

    @Option(names = "--no-stamp", description = "Send no rows below the picture; loop latency is not measured then.")
    boolean noStamp;

    @Option(names = "--verbose", description = "Log what happens to standard error.")
    boolean verbose;
}
