package dev.facewire.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import dev.facewire.cluster.ClusterOptions.Role;
import dev.facewire.cluster.bus.BusGuard;
import dev.facewire.cluster.bus.GuardedTransport;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's membership: a Hazelcast instance and the clustered Vert.x on it. Owned by the main class; closed once,
 * from a thread that may block.
 */
public final class ClusterNode implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ClusterNode.class);
    /** Between looks for a first data member. */
    private static final long POLL_MS = 50;

    private static final long CLOSE_SECONDS = 10;
    /** Event-bus pings and connects notice a dead peer within this, instead of the defaults' 20 and 60 s. */
    private static final int PEER_TIMEOUT_MS = 1000;

    /** Nothing is read from the class path by Vert.x: no folder for it, which a killed process would leave behind. */
    private static final FileSystemOptions NO_FILES =
            new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);

    private final HazelcastInstance hazelcast;
    private final Vertx vertx;
    private final NodeInfo bus;
    private boolean closed;

    private ClusterNode(HazelcastInstance hazelcast, Vertx vertx, NodeInfo bus) {
        this.hazelcast = hazelcast;
        this.vertx = vertx;
        this.bus = bus;
    }

    /**
     * Joins, and blocks until this process can send and be sent to. A lite member waits as long as it takes for a first
     * data member; interrupt the thread to give up.
     *
     * @throws ClusterUnavailableException for what the operator can mend: a bad file, an address that is not this host's
     */
    public static ClusterNode join(ClusterOptions given) throws ClusterUnavailableException, InterruptedException {
        ClusterOptions options = given.at(BindAddress.resolve(given.bind()).getHostAddress());
        Config config = HazelcastConfigs.of(options);
        HazelcastInstance hazelcast = start(config, options);
        boolean joined = false;
        try {
            if (config.getNetworkConfig().getJoin().getTcpIpConfig() instanceof MemberAddresses addresses) {
                hazelcast.getCluster().addMembershipListener(addresses);
                addresses.start(hazelcast.getCluster().getMembers());
            }
            if (options.role() == Role.LITE) {
                awaitDataMember(hazelcast, options);
            }
            HazelcastClusterManager manager = new HazelcastClusterManager(hazelcast);
            EventBusOptions bus = new EventBusOptions()
                    .setHost(options.bind())
                    .setClusterPingInterval(PEER_TIMEOUT_MS)
                    .setClusterPingReplyInterval(PEER_TIMEOUT_MS)
                    .setConnectTimeout(PEER_TIMEOUT_MS);
            bus.setTcpNoDelay(true);
            GuardedTransport transport = new GuardedTransport(new BusGuard(maxMessageBytes(options.role())));
            Vertx vertx = Vertx.builder()
                    .with(new VertxOptions().setEventBusOptions(bus).setFileSystemOptions(NO_FILES))
                    .withTransport(transport)
                    .withClusterManager(manager)
                    .buildClustered()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
            transport.release();
            // Messages are text; no peer may make this process instantiate classes.
            vertx.eventBus().serializableChecker(type -> false).clusterSerializableChecker(type -> false);
            if (options.role() == Role.LITE) {
                hazelcast.getCluster().addMembershipListener(new Republisher(hazelcast, manager));
            } else {
                hazelcast.getPartitionService().addPartitionLostListener(new LostData(System::nanoTime));
            }
            joined = true;
            return new ClusterNode(hazelcast, vertx, manager.getNodeInfo());
        } catch (ExecutionException e) {
            throw new ClusterUnavailableException(
                    "the event bus could not be started: " + e.getCause().getMessage(), e);
        } finally {
            if (!joined) {
                hazelcast.shutdown();
            }
        }
    }

    private static HazelcastInstance start(Config config, ClusterOptions options) throws ClusterUnavailableException {
        try {
            return Hazelcast.newHazelcastInstance(config);
        } catch (RuntimeException e) { // no address, no port: Hazelcast throws it bare
            throw new ClusterUnavailableException(
                    "the cluster can't be joined from " + options.bind() + ": " + e.getMessage()
                            + " (are ports 5701-5720 free?)",
                    e);
        }
    }

    private static void awaitDataMember(HazelcastInstance hazelcast, ClusterOptions options)
            throws InterruptedException {
        if (dataMembers(hazelcast) == 0) {
            log.info("waiting for a gateway of cluster '{}' at {}", options.clusterName(), options.members());
            while (dataMembers(hazelcast) == 0) {
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
            }
        }
    }

    /** Workers are sent photos (10 MB each, as Base64 in JSON); gateways get a face crop at most. */
    private static int maxMessageBytes(Role role) {
        return role == Role.LITE ? 32 << 20 : 4 << 20;
    }

    static long dataMembers(HazelcastInstance hazelcast) {
        return hazelcast.getCluster().getMembers().stream()
                .filter(member -> !member.isLiteMember())
                .count();
    }

    public Vertx vertx() {
        return vertx;
    }

    public HazelcastInstance hazelcast() {
        return hazelcast;
    }

    /** {@code host:port} of this member, for log lines. */
    public String address() {
        Member self = hazelcast.getCluster().getLocalMember();
        return MemberAddresses.withPort(
                self.getAddress().getHost(), self.getAddress().getPort());
    }

    /** The address of this machine, as digits, on which members reach this process. */
    public String host() {
        return bus.host();
    }

    /** {@code host:port} of this process's event bus. */
    public String busAddress() {
        return MemberAddresses.withPort(bus.host(), bus.port());
    }

    /**
     * Leaves in order: Vert.x tells the others first, then Hazelcast hands its data on. Bounded in time. A second call, of
     * a shutdown hook beside the main thread, waits for the first one and does nothing.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.warn("Vert.x did not close in order: {}", e.toString());
        } finally {
            hazelcast.shutdown(); // vertx.close() leaves an instance alone that it did not make
        }
    }
}
