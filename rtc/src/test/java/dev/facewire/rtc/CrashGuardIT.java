package dev.facewire.rtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Everything that is known to end a JVM with webrtc-java 0.14.0, tried through our own classes in a JVM of its own. For
 * some the bare call is tried too, and does end it: so these tests can fail.
 */
class CrashGuardIT {
    private static final long SECONDS = 60;

    @ParameterizedTest
    @EnumSource(CrashCases.Guarded.class)
    void theGuardedFormSurvives(CrashCases.Guarded what) throws Exception {
        Result result = run(what.name());
        assertThat(result.code()).as(result.output()).isZero();
        assertThat(result.output()).contains(CrashCases.SURVIVED);
    }

    @ParameterizedTest
    @Tag("soak")
    @EnumSource(CrashCases.Bare.class)
    void theBareFormDoesNot(CrashCases.Bare what) throws Exception {
        Result result = run(what.name());
        assertThat(result.output()).doesNotContain(CrashCases.SURVIVED);
        assertThat(result.code()).as("killed by a signal").isNotZero();
    }

    private record Result(int code, String output) {}

    private static Result run(String name) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:ErrorFile=/dev/null",
                        "-XX:-CreateCoredumpOnCrash",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashCases.class.getName(),
                        name))
                .redirectErrorStream(true);
        Process process = builder.start();
        StringBuilder output = new StringBuilder();
        Thread reader = new Thread(() -> {
            try {
                output.append(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                output.append(e);
            }
        });
        reader.start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(name + " hangs");
        }
        reader.join();
        return new Result(process.exitValue(), output.toString());
    }
}
