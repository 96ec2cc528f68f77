package dev.facewire.it.containers;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testcontainers.DockerClientFactory;

/** Whether there is an engine for these tests. */
public final class Docker {
    /**
     * Of tests that need Docker: they are skipped where there is none, but in continuous integration ({@code CI=true}),
     * where they fail then, since a test that is always skipped tests nothing. The cluster comes as a parameter.
     */
    @Documented
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @EnabledIf(
            value = "dev.facewire.it.containers.Docker#wanted",
            disabledReason = "no Docker engine can be reached; with one (or CI=true) these tests run")
    @ExtendWith(ClusterExtension.class)
    @interface Tests {}

    private Docker() {}

    /** A rootless engine may have no say in memory or processor time: it would refuse to make a container with limits. */
    public static boolean limitsMemory() {
        return Boolean.TRUE.equals(DockerClientFactory.instance().getInfo().getMemoryLimit());
    }

    static boolean limitsProcessors() {
        return Boolean.TRUE.equals(DockerClientFactory.instance().getInfo().getCpuCfsQuota());
    }

    /** A kernel without seccomp would refuse a container with a profile. */
    static boolean filtersSystemCalls() {
        List<String> options = DockerClientFactory.instance().getInfo().getSecurityOptions();
        return options != null && options.stream().anyMatch(option -> option.contains("seccomp"));
    }

    public static boolean wanted() {
        if ("true".equals(System.getenv("CI"))) {
            return true;
        }
        // Testcontainers logs a page where it finds no engine: it isn't asked where there can be none.
        return (System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock")))
                && DockerClientFactory.instance().isDockerAvailable();
    }
}
