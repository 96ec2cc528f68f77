package dev.facewire.cluster;

import com.hazelcast.partition.PartitionLostEvent;
import com.hazelcast.partition.PartitionLostListener;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells once, and not for each of 271 partitions, that records were lost with the members that held them. */
final class LostData implements PartitionLostListener {
    private static final Logger log = LoggerFactory.getLogger(LostData.class);
    /** Events within this time of the last one belong to it. */
    private static final long ONE_EVENT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final LongSupplier nanoTime;
    private boolean seen;
    private long lastNanos;

    LostData(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public void partitionLost(PartitionLostEvent event) {
        if (event.allReplicasInPartitionLost() && isNew()) {
            log.warn(
                    "gateways left together that held the only copies of some faces and session records: those are lost");
        }
    }

    /** Whether no loss was seen shortly before this one. */
    synchronized boolean isNew() {
        long now = nanoTime.getAsLong();
        boolean isNew = !seen || now - lastNanos > ONE_EVENT_NANOS;
        seen = true;
        lastNanos = now;
        return isNew;
    }
}
