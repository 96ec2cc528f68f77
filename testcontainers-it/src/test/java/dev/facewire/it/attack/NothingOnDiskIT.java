package dev.facewire.it.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.bench.moves.RunningJar;
import dev.facewire.it.process.Jars;
import dev.facewire.it.process.Stack;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What gateway and worker write to files while a photo is uploaded and a session uses it, as strace sees it. */
@Tag("soak")
class NothingOnDiskIT {
    /** {@code write(12<\x2f\x74>, "\x01\x02", 2) = 2}: what is written to, and what, as strace -xx has it. */
    private static final Pattern WRITE = Pattern.compile("write[v64]*\\(\\d+<([^>]*)>, (.*)");

    private static final Pattern STRING = Pattern.compile("\"([^\"]*)\"");
    /** So many bytes of a photo in a row are no accident. */
    private static final int WINDOW = 16;

    static boolean possible() {
        return Files.isExecutable(Path.of("/usr/bin/strace"));
    }

    @Test
    @EnabledIf(value = "possible", disabledReason = "needs strace")
    void noByteOfAPhotoIsWrittenToAFile() throws Exception {
        Path photo = Path.of(Stack.demoFile("face.jpg"));
        try (Target target = Target.start("disk")) {
            Path trace = Jars.OUTPUT.resolve("disk-strace");
            List<String> command = List.of(
                    "/usr/bin/strace",
                    "-f",
                    "-y",
                    "-xx",
                    "-s",
                    "1000000",
                    "-e",
                    "trace=write,pwrite64,writev,pwritev",
                    "-o",
                    trace.toString(),
                    "-p",
                    Long.toString(target.gateway().pid()),
                    "-p",
                    Long.toString(target.node().pid()));
            RunningJar strace = Jars.run("disk-strace-output", command);
            strace.await("attached", Duration.ofSeconds(30));
            try (Victim victim = Victim.call(target, "disk")) {
                victim.during(() -> {}, 5);
            }
            strace.terminate();
            strace.awaitExit(Duration.ofSeconds(30));

            TreeMap<String, Integer> written = new TreeMap<>();
            Set<String> holdThePhoto = new HashSet<>();
            Set<String> windows = windows(Files.readAllBytes(photo));
            try (BufferedReader lines = Files.newBufferedReader(trace, StandardCharsets.ISO_8859_1)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    Matcher write = WRITE.matcher(line);
                    String path = write.find() ? new String(hex(write.group(1)), StandardCharsets.UTF_8) : "";
                    if (path.startsWith("/") && !path.startsWith("/dev/")) {
                        byte[] data = strings(write.group(2));
                        written.merge(path, data.length, Integer::sum);
                        if (windows(data).stream().anyMatch(windows::contains)) {
                            holdThePhoto.add(path);
                        }
                    }
                }
            }
            System.out.println("bytes written to files: " + written);
            assertThat(holdThePhoto).as("files that hold bytes of the photo").isEmpty();
            Files.delete(trace);
        }
    }

    private static byte[] strings(String arguments) {
        StringBuilder all = new StringBuilder();
        Matcher strings = STRING.matcher(arguments);
        while (strings.find()) {
            all.append(strings.group(1));
        }
        return hex(all.toString());
    }

    private static byte[] hex(String escaped) {
        return HexFormat.of().parseHex(escaped.replace("\\x", ""));
    }

    private static Set<String> windows(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        Set<String> windows = new HashSet<>();
        for (int at = 0; at + WINDOW <= text.length(); at++) {
            String window = text.substring(at, at + WINDOW);
            if (window.chars().distinct().count() > WINDOW / 2) { // runs of one value are in every file
                windows.add(window);
            }
        }
        return windows;
    }
}
