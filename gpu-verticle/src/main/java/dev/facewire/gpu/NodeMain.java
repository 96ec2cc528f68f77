package dev.facewire.gpu;

import dev.facewire.cluster.ClusterNode;
import dev.facewire.cluster.ClusterUnavailableException;
import dev.facewire.gpu.device.DeviceLoop;
import dev.facewire.gpu.manual.ManualNode;
import dev.facewire.gpu.manual.ManualOptions;
import dev.facewire.gpu.worker.Duplicates;
import dev.facewire.gpu.worker.Duplicates.Heard;
import dev.facewire.gpu.worker.GpuVerticle;
import dev.facewire.gpu.worker.HealthFile;
import dev.facewire.gpu.worker.LinkListener;
import dev.facewire.gpu.worker.NodeWorkers;
import dev.facewire.gpu.worker.WorkerIdentity;
import dev.facewire.protocol.error.Fault;
import dev.facewire.rtc.RtcRuntime;
import dev.facewire.rtc.RtcUnavailableException;
import dev.facewire.vision.neural.NeuralChoice;
import dev.facewire.vision.swap.FaceProcessors;
import dev.facewire.vision.tensor.CudaNatives;
import dev.facewire.vision.tensor.DeviceSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;

/** {@code facewire node}: joins the cluster and runs one worker for each device, until it is told to stop. */
@Command(
        name = "facewire-node",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        versionProvider = NodeMain.Version.class,
        description = "GPU workers: one for each device of this machine.",
        footer = {
            "",
            "Most options can stand in the environment: --media-ports is FACEWIRE_MEDIA_PORTS, and so on.",
            "A gateway is started with: facewire gateway"
        })
public final class NodeMain implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(NodeMain.class);
    private static final int RUN_FAILED = 1;
    private static final int USER_ERROR = 2;
    private static final int STOP_GRACE_SECONDS = 15;

    @Mixin
    private final NodeOptions options = new NodeOptions();

    @Mixin
    private final ManualOptions manual = new ManualOptions();

    public static void main(String[] args) {
        int code = new CommandLine(new NodeMain()).execute(args);
        end(code);
    }

    /**
     * Ends the process, which libwebrtc's threads would keep alive. While the JVM ends they complain on these streams that
     * they can't attach to it any more: nobody's business.
     */
    private static void end(int code) {
        System.out.flush();
        System.out.close();
        System.err.close();
        Runtime.getRuntime().halt(code);
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            if (manual.wanted()) {
                runManually();
            } else {
                run();
            }
            return 0;
        } catch (Fault e) {
            System.err.println("facewire-node: " + e.detail());
            return USER_ERROR;
        } catch (IllegalArgumentException | ClusterUnavailableException e) {
            System.err.println("facewire-node: " + e.getMessage());
            return USER_ERROR;
        } catch (RtcUnavailableException e) {
            System.err.println("facewire-node: " + e.getMessage());
            return RUN_FAILED;
        } catch (ExecutionException e) {
            System.err.println("facewire-node: " + e.getCause().getMessage());
            return RUN_FAILED;
        }
    }

    /** The devices that the user named; PyTorch for CUDA is looked for only where one of them may be a GPU. */
    private List<DeviceSpec> devices() {
        if (!options.devices.startsWith("cpu")) {
            CudaNatives.prepare();
        }
        return DeviceSpec.parse(options.devices, FaceProcessors::cudaDevices);
    }

    /** One session at a time on the first device, by files, until a signal. */
    private void runManually() throws InterruptedException {
        DeviceSpec device = devices().get(0);
        NeuralChoice models = options.neural();
        DeviceLoop loop =
                new DeviceLoop(device.label(), () -> FaceProcessors.open(device, models), NodeMain::deviceFailed);
        ManualNode node = new ManualNode(manual, loop, options.worker(1).media(), System.out);
        RtcRuntime.get();
        warn();
        node.start();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            node.close();
                            end(0);
                        },
                        "stop"));
        new CountDownLatch(1).await();
    }

    /** There is no other device to go to: the supervisor, or the person, starts the node again. */
    private static void deviceFailed(String reason) {
        System.err.println("facewire-node: the device failed: " + reason);
        end(RUN_FAILED);
    }

    private void run() throws ClusterUnavailableException, InterruptedException, ExecutionException {
        String nodeId = options.nodeId();
        int linkPort = options.linkPort();
        Path healthFile = options.healthFile();
        NeuralChoice models = options.neural();
        options.worker(1); // what is wrong with it is said before the devices are looked for
        List<DeviceSpec> devices = devices();
        RtcRuntime.get(); // before anybody counts on this node
        warn();
        Thread waiting = new Thread(() -> end(0), "stop-while-waiting");
        Runtime.getRuntime().addShutdownHook(waiting); // Ctrl-C while there is no gateway yet
        ClusterNode node = ClusterNode.join(options.cluster());
        Runtime.getRuntime().removeShutdownHook(waiting);
        NodeWorkers workers;
        try {
            workers = deploy(node, nodeId, linkPort, devices, models)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException e) {
            node.close();
            throw e;
        }
        if (healthFile != null) {
            HealthFile.keep(node.vertx(), healthFile, workers::serving);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node, workers), "stop"));
        workers.ended().toCompletionStage().toCompletableFuture().get(); // drained by an operator's word, or a signal's
        log.info("all workers have drained");
        node.close();
    }

    private Future<NodeWorkers> deploy(
            ClusterNode node, String nodeId, int linkPort, List<DeviceSpec> devices, NeuralChoice models) {
        var ids = devices.stream().map(device -> id(nodeId, device)).collect(Collectors.toSet());
        int onCpu = (int) devices.stream().filter(device -> !device.cuda()).count();
        return Duplicates.listen(node.vertx(), ids).compose(heard -> LinkListener.listen(
                        node.vertx(), node.host(), linkPort)
                .compose(link -> {
                    Map<String, WorkerIdentity> begun = new ConcurrentHashMap<>();
                    NodeWorkers workers = new NodeWorkers(
                            node.vertx(),
                            (device, epoch) -> {
                                WorkerIdentity identity = identity(nodeId, device, heard, link, epoch);
                                begun.put(identity.workerId(), identity);
                                return identity;
                            },
                            start -> worker(start, onCpu, models));
                    Promise<Void> yielded = Promise.promise();
                    var watch = Duplicates.watch(node.vertx(), begun::get, id -> yielded.tryFail(livesAlready(id)));
                    workers.start(devices).onComplete(yielded::tryComplete, yielded::tryFail);
                    return yielded.future().eventually(watch::unregister).map(workers);
                }));
    }

    private GpuVerticle worker(NodeWorkers.Start start, int onCpu, NeuralChoice models) {
        DeviceSpec device = start.identity().device();
        return new GpuVerticle(
                start.identity(),
                options.worker(device.cuda() ? 1 : onCpu),
                () -> FaceProcessors.open(device, models),
                start.end());
    }

    private WorkerIdentity identity(String nodeId, DeviceSpec device, Heard heard, String link, long atLeast) {
        String id = id(nodeId, device);
        if (heard.alive().contains(id)) {
            throw livesAlready(id);
        }
        long epoch = Math.max(Math.max(System.currentTimeMillis(), heard.lastEpoch() + 1), atLeast);
        return new WorkerIdentity(id, epoch, device, options.labels, version(), NodeOptions.host(), link);
    }

    private static IllegalStateException livesAlready(String id) {
        return new IllegalStateException("a worker " + id + " lives in this cluster already; choose another --node-id");
    }

    private static String id(String nodeId, DeviceSpec device) {
        return nodeId + "-" + device.label();
    }

    private static void warn() {
        if (System.getenv("MALLOC_ARENA_MAX") == null) {
            log.warn("MALLOC_ARENA_MAX is not set: memory will grow; start with MALLOC_ARENA_MAX=2 (./facewire does)");
        }
        try {
            boolean reachable = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .anyMatch(address -> !address.isLoopbackAddress());
            if (!reachable) {
                log.warn("this machine has only a loopback address: media can't reach it");
            }
        } catch (SocketException e) {
            log.warn("the network interfaces can't be listed: {}", e.getMessage());
        }
    }

    /** Ctrl-C or SIGTERM: sessions move, the cluster is told, and an orderly end is a success. */
    private void stop(ClusterNode node, NodeWorkers workers) {
        log.info("stopping; sessions have {} s to move to other workers", options.drainTimeout);
        try {
            workers.drain()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(options.drainTimeout + STOP_GRACE_SECONDS, TimeUnit.SECONDS);
            node.close();
            log.info("stopped");
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            log.warn("not stopped in order: {}", e.toString());
        } finally {
            end(0);
        }
    }

    static String version() {
        String version = NodeMain.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"facewire-node " + version()};
        }
    }
}
