package dev.facewire.vision.tensor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what a library unpacked into the folder for temporary files, once it is loaded: ONNX Runtime leaves 20 MB at each
 * start, since it deletes them only in an orderly end of the JVM, and a node ends by {@code halt}. A mapped file stays
 * usable when its name is gone; only Linux tells what is mapped, elsewhere nothing is deleted.
 */
final class UnpackedLibraries {
    private static final Logger log = LoggerFactory.getLogger(UnpackedLibraries.class);
    private static final Path MAPS = Path.of("/proc/self/maps");

    private UnpackedLibraries() {}

    /** Deletes the folders of temporary files that begin with {@code prefix} and hold a library of this process. */
    static void delete(String prefix) {
        if (!Files.isReadable(MAPS)) {
            return;
        }
        try {
            Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toRealPath();
            for (Path folder : folders(Files.readAllLines(MAPS, StandardCharsets.ISO_8859_1), temporary, prefix)) {
                delete(folder);
            }
        } catch (IOException | RuntimeException e) {
            log.debug("unpacked libraries of {} stay", prefix, e);
        }
    }

    /** The folders right under {@code temporary} from which something is mapped. */
    static Set<Path> folders(List<String> maps, Path temporary, String prefix) {
        return maps.stream()
                .map(line -> line.indexOf('/') < 0 ? "" : line.substring(line.indexOf('/')))
                .filter(file -> !file.isEmpty())
                .map(file -> Path.of(file).getParent())
                .filter(folder -> folder != null && temporary.equals(folder.getParent()))
                .filter(folder -> folder.getFileName().toString().startsWith(prefix))
                .collect(Collectors.toSet());
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }
}
