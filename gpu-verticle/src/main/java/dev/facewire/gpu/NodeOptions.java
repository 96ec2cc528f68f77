package dev.facewire.gpu;

import dev.facewire.cluster.ClusterOptions;
import dev.facewire.cluster.ClusterOptions.Role;
import dev.facewire.gpu.worker.WorkerOptions;
import dev.facewire.rtc.MediaOptions;
import dev.facewire.rtc.PortRange;
import dev.facewire.vision.model.ModelStore;
import dev.facewire.vision.neural.NeuralChoice;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Option;

/** The command line's options, and their way to checked settings; what is wrong becomes an IllegalArgumentException in words. */
final class NodeOptions {
    private static final int SUFFIX_BYTES = 3;
    private static final int MOST_SLOTS = 1000;
    private static final int MOST_DRAIN_SECONDS = 86_400;

    @Option(
            names = "--devices",
            defaultValue = "${env:FACEWIRE_DEVICES:-auto}",
            description = "auto (every CUDA device, else the CPU), cpu, cpu:2 (two workers), cuda, cuda:0,1"
                    + " (default: auto).")
    String devices;

    @Option(
            names = "--slots",
            paramLabel = "N|auto",
            defaultValue = "${env:FACEWIRE_SLOTS:-auto}",
            description = "Sessions at once on each device; auto measures at start (default: auto).")
    String slots;

    @Option(
            names = "--models",
            paramLabel = "auto|none|NAME,…",
            defaultValue = "${env:FACEWIRE_NODE_MODELS:-auto}",
            description =
                    "Imported swap models to run beside the mesh engine (default: auto, all of them; the first is what"
                            + " 'neural' means). On a CPU only with --slots N: they take seconds a frame there. In the"
                            + " environment FACEWIRE_NODE_MODELS: FACEWIRE_MODELS is their folder.")
    String models;

    @Option(
            names = "--models-dir",
            paramLabel = "DIR",
            description = "Where imported models are (default: FACEWIRE_MODELS, or ~/.local/share/facewire/models).")
    Path modelsDir;

    @Option(
            names = "--node-id",
            defaultValue = "${env:FACEWIRE_NODE_ID:-}",
            description = "Name of this node (default: the host's name and six random characters).")
    String nodeId;

    @Option(
            names = "--cluster-name",
            defaultValue = "${env:FACEWIRE_CLUSTER_NAME:-facewire}",
            description = "Members with another name are strangers (default: facewire).")
    String clusterName;

    @Option(
            names = "--cluster-bind",
            paramLabel = "ADDRESS",
            defaultValue = "${env:FACEWIRE_CLUSTER_BIND:-127.0.0.1}",
            description = "Address for the cluster: Hazelcast and event bus (default: 127.0.0.1). They have no"
                    + " authentication: a private network only.")
    String clusterBind;

    @Option(
            names = "--members",
            split = ",",
            paramLabel = "HOST[:PORT]",
            defaultValue = "${env:FACEWIRE_MEMBERS:-}",
            description = "Gateways to look for (default: this machine).")
    List<String> members = List.of();

    @Option(
            names = "--cluster-config",
            paramLabel = "FILE",
            defaultValue = "${env:FACEWIRE_CLUSTER_CONFIG:-}",
            description = "A Hazelcast configuration instead of the built-in cluster.xml.")
    String clusterConfig;

    @Option(
            names = "--media-ports",
            paramLabel = "FIRST-LAST",
            defaultValue = "${env:FACEWIRE_MEDIA_PORTS:-}",
            description = "UDP ports for media, for example 50000-50100: two for each slot and one for each viewer"
                    + " (default: any).")
    String mediaPorts;

    @Option(
            names = "--ice-tcp",
            defaultValue = "${env:FACEWIRE_ICE_TCP:-false}",
            description =
                    "Media over TCP too, where a client's network lets no UDP through. Workers then listen on TCP ports,"
                            + " and connect to addresses that clients name (default: UDP only).")
    boolean iceTcp;

    @Option(
            names = "--decoders",
            paramLabel = "H264,VP8,VP9,AV1",
            defaultValue = "${env:FACEWIRE_DECODERS:-}",
            description =
                    "Video codecs that are decoded; offers with none of them are refused. H264 alone keeps what strangers"
                            + " send away from libvpx and dav1d (default: all four).")
    String decoders;

    @Option(
            names = "--labels",
            split = ",",
            paramLabel = "KEY=VALUE",
            description = "What filters can ask for, for example region=eu,gpu=h100.")
    Map<String, String> labels = Map.of();

    @Option(
            names = "--link-port",
            paramLabel = "PORT",
            defaultValue = "${env:FACEWIRE_LINK_PORT:-0}",
            description =
                    "TCP port on the cluster's address by which gateways notice this node's death (default: any).")
    int linkPort;

    @Option(
            names = "--drain-timeout",
            paramLabel = "SECONDS",
            defaultValue = "${env:FACEWIRE_DRAIN_TIMEOUT:-30}",
            description = "When told to stop: wait so long for sessions to move to other workers (default: 30).")
    int drainTimeout;

    @Option(
            names = "--max-stress",
            paramLabel = "N",
            defaultValue = "${env:FACEWIRE_MAX_STRESS:-1.25}",
            description =
                    "Above this stress no session is taken, though slots are free; at 1 the device is busy all the"
                            + " time (default: 1.25).")
    double maxStress;

    @Option(
            names = "--health-file",
            paramLabel = "FILE",
            defaultValue = "${env:FACEWIRE_HEALTH_FILE:-}",
            description =
                    "Written every second while a worker is up: one that is ten seconds old tells a supervisor that"
                            + " none is.")
    String healthFile;

    /** Where to write signs of life; null for nowhere. */
    Path healthFile() {
        if (healthFile.isBlank()) {
            return null;
        }
        Path file = Path.of(healthFile).toAbsolutePath();
        if (Files.isDirectory(file) || !Files.isWritable(Files.exists(file) ? file : file.getParent())) {
            throw new IllegalArgumentException("--health-file: " + file + " can't be written");
        }
        return file;
    }

    NeuralChoice neural() {
        ModelStore store = new ModelStore(modelsDir == null ? ModelStore.defaultFolder() : modelsDir);
        return NeuralChoice.of(store, models, slotCount() > 0);
    }

    ClusterOptions cluster() {
        Path config = clusterConfig.isBlank() ? null : Path.of(clusterConfig);
        if (config != null && !Files.isReadable(config)) {
            throw new IllegalArgumentException("--cluster-config: " + config + " can't be read");
        }
        List<String> named =
                members.stream().filter(member -> !member.isBlank()).toList();
        return new ClusterOptions(clusterName, clusterBind, named, config, Role.LITE);
    }

    /** @param sharers workers that share one processor */
    WorkerOptions worker(int sharers) {
        if (drainTimeout < 0 || drainTimeout > MOST_DRAIN_SECONDS) {
            throw new IllegalArgumentException(
                    "--drain-timeout takes seconds from 0 to " + MOST_DRAIN_SECONDS + ", not " + drainTimeout);
        }
        if (!(maxStress > 0)) {
            throw new IllegalArgumentException("--max-stress takes a number above 0, not " + maxStress);
        }
        return new WorkerOptions(
                slotCount(),
                sharers,
                maxStress,
                media(),
                WorkerOptions.HEARTBEAT,
                WorkerOptions.RESERVATION_TTL,
                Duration.ofSeconds(drainTimeout));
    }

    private MediaOptions media() {
        return new MediaOptions(mediaPorts.isBlank() ? null : PortRange.parse(mediaPorts), iceTcp, decoders());
    }

    private Set<String> decoders() {
        try {
            return decoders.isBlank() ? MediaOptions.ALL_DECODERS : MediaOptions.parseDecoders(decoders);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--decoders: " + e.getMessage());
        }
    }

    private int slotCount() {
        if (slots.equals("auto")) {
            return 0;
        }
        try {
            int count = Integer.parseInt(slots);
            if (count >= 1 && count <= MOST_SLOTS) {
                return count;
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        throw new IllegalArgumentException(
                "--slots takes auto or a number from 1 to " + MOST_SLOTS + ", not '" + slots + "'");
    }

    int linkPort() {
        if (linkPort < 0 || linkPort > 65_535) {
            throw new IllegalArgumentException("--link-port takes a port from 0 to 65535, not " + linkPort);
        }
        return linkPort;
    }

    /** As given, or the host's name and something random, so that two nodes of one host never meet. */
    String nodeId() {
        if (!nodeId.isBlank()) {
            if (!nodeId.matches("[A-Za-z0-9_-]{1,40}")) {
                throw new IllegalArgumentException("--node-id takes up to 40 letters, digits, - and _");
            }
            return nodeId;
        }
        byte[] random = new byte[SUFFIX_BYTES];
        new SecureRandom().nextBytes(random);
        return host().replaceAll("[^A-Za-z0-9-]", "-").toLowerCase(Locale.ROOT) + "-"
                + HexFormat.of().formatHex(random);
    }

    static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException noName) {
            return "node";
        }
    }
}
