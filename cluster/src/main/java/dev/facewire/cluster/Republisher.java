package dev.facewire.cluster;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a lite member reachable again after the last data member died and another came. Who listens where died with
 * that member, and vertx-hazelcast publishes it anew only after a merge of clusters: so it is told of one.
 * {@code stateChanged} is public but hardly meant for this; {@code ClusterNodeIT} guards it against a new version.
 */
final class Republisher implements MembershipListener {
    private static final Logger log = LoggerFactory.getLogger(Republisher.class);

    private final HazelcastInstance hazelcast;
    private final HazelcastClusterManager manager;
    /** The call writes to maps, and Hazelcast's event threads must not wait for those. */
    private final Executor executor = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "cluster-republish");
        thread.setDaemon(true);
        return thread;
    });

    private volatile boolean lost;

    Republisher(HazelcastInstance hazelcast, HazelcastClusterManager manager) {
        this.hazelcast = hazelcast;
        this.manager = manager;
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
        if (ClusterNode.dataMembers(hazelcast) == 0) {
            lost = true;
            log.warn("the last gateway is gone; waiting for another");
        }
    }

    @Override
    public void memberAdded(MembershipEvent event) {
        if (lost && ClusterNode.dataMembers(hazelcast) > 0) {
            lost = false;
            log.info("a gateway is back; registering with it");
            executor.execute(() -> manager.stateChanged(new LifecycleEvent(LifecycleState.MERGED)));
        }
    }
}
