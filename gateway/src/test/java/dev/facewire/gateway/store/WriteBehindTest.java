package dev.facewire.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WriteBehindTest {
    private static final Duration LIFE = Duration.ofMinutes(1);

    private final MemoryMap map = new MemoryMap();
    private final WriteBehind writes = new WriteBehind("thing", map);

    @Test
    void whileAWriteIsUnderWayOnlyTheLatestNextOneIsKept() {
        map.hold();
        writes.put("k", "1", LIFE);
        writes.put("k", "2", LIFE);
        writes.put("k", "3", LIFE);
        assertThat(map.waiting()).isEqualTo(1);
        map.letOne();
        assertThat(map.values).containsEntry("k", "1");
        map.letOne();
        assertThat(map.values).containsEntry("k", "3");
        assertThat(map.waiting()).isZero();
    }

    @Test
    void keysDoNotWaitForEachOther() {
        map.hold();
        writes.put("a", "1", LIFE);
        writes.put("b", "1", LIFE);
        assertThat(map.waiting()).isEqualTo(2);
    }

    @Test
    void aRemovalComesAfterTheWriteBeforeItAndTellsWhenItIsDone() {
        map.hold();
        writes.put("k", "1", LIFE);
        Future<Void> removed = writes.remove("k");
        map.letOne();
        assertThat(removed.isComplete()).isFalse();
        map.letOne();
        assertThat(removed.succeeded()).isTrue();
        assertThat(map.values).isEmpty();
    }

    /** As Hazelcast does while its member shuts down: a key must not be stuck for ever, and no caller is thrown at. */
    @Test
    void aMapThatThrowsFailsTheWriteAndTheNextOneGoesThrough() {
        map.refuse(new IllegalStateException("the instance is not active"));
        assertThat(writes.put("k", "1", LIFE).failed()).isTrue();
        assertThat(writes.remove("k").failed()).isTrue();
        assertThat(writes.get("k").failed()).isTrue();
        assertThat(writes.touch("k", LIFE).failed()).isTrue();
        map.refuse(null);
        assertThat(writes.put("k", "2", LIFE).succeeded()).isTrue();
        assertThat(map.values).containsEntry("k", "2");
    }
}
