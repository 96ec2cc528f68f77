package dev.facewire.gpu.manual;

import dev.facewire.protocol.session.IceServer;
import dev.facewire.protocol.session.IceServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of {@code --manual}; what is wrong becomes an IllegalArgumentException in words. */
public final class ManualOptions {
    private static final long MAX_FACE_BYTES = 10L * 1024 * 1024; // the API's limit

    @Option(
            names = "--manual",
            description = "Without gateway and cluster: waits for an offer in a file, writes the answer into another.")
    private boolean manual;

    @Option(
            names = "--offer",
            paramLabel = "FILE",
            description = "With --manual: where the offer will be (default: offer.json).")
    private Path offer;

    @Option(
            names = "--answer",
            paramLabel = "FILE",
            description = "With --manual: where the answer goes (default: answer.json).")
    private Path answer;

    @Option(
            names = "--face",
            paramLabel = "FILE",
            description = "With --manual: a picture of the face to put on; repeatable for several of one person.")
    private List<Path> faces = List.of();

    @Option(
            names = "--manual-ice-servers",
            split = ",",
            paramLabel = "URL",
            description = "With --manual: stun:HOST:PORT or turn:USER:PASSWORD@HOST:PORT; repeatable.")
    private List<String> iceServers = List.of();

    /** True where the node is to work by files. */
    public boolean wanted() {
        if (!manual && (offer != null || answer != null || !faces.isEmpty() || !iceServers.isEmpty())) {
            throw new IllegalArgumentException(
                    "--offer, --answer, --face and --manual-ice-servers belong to --manual; a node of a cluster gets all"
                            + " that from the gateway");
        }
        return manual;
    }

    Path offer() {
        return offer == null ? Path.of("offer.json") : offer;
    }

    /** Where the answer goes; its folder is there, and it is none of the files that are read. */
    Path answer() {
        Path file = answer == null ? Path.of("answer.json") : answer;
        requireOther(file, offer(), "--offer");
        faces.forEach(face -> requireOther(file, face, "--face"));
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new IllegalArgumentException("--answer: '" + file + "' can't be written; is its folder there?");
        }
        return file;
    }

    private static void requireOther(Path answer, Path read, String option) {
        boolean same;
        try {
            same = (Files.exists(answer) && Files.exists(read))
                    ? Files.isSameFile(answer, read)
                    : answer.toAbsolutePath()
                            .normalize()
                            .equals(read.toAbsolutePath().normalize());
        } catch (IOException e) {
            same = false; // one of them can't be read: said where it is
        }
        if (same) {
            throw new IllegalArgumentException(
                    "--answer and " + option + " are the same file, '" + answer + "': it would be overwritten");
        }
    }

    List<byte[]> faces() {
        if (faces.isEmpty()) {
            throw new IllegalArgumentException("--manual needs --face FILE: a picture of the face to put on");
        }
        List<byte[]> pictures = new ArrayList<>();
        for (Path face : faces) {
            try {
                if (Files.size(face) > MAX_FACE_BYTES) {
                    throw new IllegalArgumentException("--face: '" + face + "' has more than 10 MB: save it smaller");
                }
                pictures.add(Files.readAllBytes(face));
            } catch (IOException e) {
                throw new IllegalArgumentException("--face: '" + face + "' can't be read; is it a file?", e);
            }
        }
        return pictures;
    }

    List<IceServer> iceServers() {
        try {
            return IceServers.parse(iceServers);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--manual-ice-servers: " + e.getMessage(), e);
        }
    }
}
