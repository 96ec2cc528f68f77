package dev.facewire.it.containers;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Ulimit;
import com.github.dockerjava.api.model.Volume;
import dev.facewire.it.process.Jars;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What docs/containers.md recommends for members: no capability, no way to new ones, a read-only root, system calls from
 * a list, no core dumps. So every test in containers shows that this is enough for libwebrtc, ONNX Runtime and PyTorch.
 */
final class Confinement {
    private static final Path SECCOMP = Jars.HOME.resolve("deploy/seccomp/facewire.json");

    private Confinement() {}

    static void confine(CreateContainerCmd command) {
        HostConfig host = command.getHostConfig();
        host.withCapDrop(Capability.ALL)
                .withReadonlyRootfs(true)
                // ONNX Runtime loads its libraries from there, hence exec.
                .withTmpFs(Map.of("/tmp", "rw,nosuid,nodev,exec,size=256m"))
                .withUlimits(List.of(new Ulimit("core", 0L, 0L)))
                .withSecurityOpts(
                        Docker.filtersSystemCalls()
                                ? List.of("no-new-privileges", "seccomp=" + profile())
                                : List.of("no-new-privileges"));
        command.withVolumes(new Volume("/home/facewire")); // PyTorch's libraries are unpacked there
    }

    private static String profile() {
        try {
            return Files.readString(SECCOMP);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
