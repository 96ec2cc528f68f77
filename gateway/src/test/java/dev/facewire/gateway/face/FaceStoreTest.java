package dev.facewire.gateway.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.cluster.ManualClock;
import dev.facewire.gateway.store.MemoryMap;
import dev.facewire.gateway.store.WriteBehind;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FaceStoreTest {
    private static final byte[] CROP = {1, 2, 3};

    private final ManualClock clock = new ManualClock();
    private final MemoryMap cluster = new MemoryMap();
    private final FaceStore store = store(new FaceLimits(Duration.ofMinutes(10), 3, 100, 2));

    @Test
    void aFaceIsFoundHereAndByAnotherGateway() {
        String id = store.add(CROP, 2, 2, "me").id();
        assertThat(store.get(id).result().crop()).isEqualTo(CROP);
        assertThat(store(FaceLimits.DEFAULTS).get(id).result().crop()).isEqualTo(CROP);
    }

    @Test
    void idsAreNotGuessable() {
        assertThat(store.add(CROP, 2, 2, "me").id()).matches("[A-Za-z0-9_-]{22}");
        for (String id : new String[] {"", "x", "../../etc", null}) {
            assertThat(((Fault) store.get(id).cause()).code()).isEqualTo(ErrorCode.NO_SUCH_FACE);
        }
    }

    @Test
    void aFaceThatNobodyUsesIsForgottenInTime() {
        String id = store.add(CROP, 2, 2, "me").id();
        clock.elapse(Duration.ofMinutes(10).toMillis());
        cluster.values.clear(); // the map has a time to live of its own
        assertThat(store.get(id).failed()).isTrue();
        assertThat(store.count()).isZero();
    }

    @Test
    void aFaceInUseLivesOnWithoutBeingWrittenAllTheTime() {
        String id = store.add(CROP, 2, 2, "me").id();
        for (int minute = 0; minute < 30; minute++) {
            clock.elapse(60_000);
            store.renew(id);
        }
        cluster.values.clear();
        assertThat(store.get(id).succeeded()).isTrue();
        assertThat(cluster.touched).hasSize(10);
    }

    @Test
    void aDeletedFaceIsGoneEverywhere() {
        String id = store.add(CROP, 2, 2, "me").id();
        assertThat(store.remove(id).succeeded()).isTrue();
        assertThat(cluster.values).doesNotContainKey(id);
        assertThat(((Fault) store.remove(id).cause()).code()).isEqualTo(ErrorCode.NO_SUCH_FACE);
    }

    @Test
    void quotasAreByClientCountAndBytes() {
        store.add(CROP, 2, 2, "me");
        store.add(CROP, 2, 2, "me");
        tooMany(store, "me");
        store.add(CROP, 2, 2, "you");
        tooMany(store, "they");

        clock.elapse(Duration.ofMinutes(4));
        assertThatThrownBy(() -> store.requireRoom("me"))
                .as("says how many there are, and when one goes by itself")
                .hasMessageContaining("you have 2 faces")
                .hasMessageContaining("in 6 minutes")
                .hasMessageContaining("DELETE /v1/faces/ID");

        FaceStore small = store(new FaceLimits(Duration.ofMinutes(10), 10, 3, 10));
        small.add(CROP, 2, 2, "me");
        tooMany(small, "me");
    }

    /** The event that tells of a deletion may be lost with the member that sent it. */
    @Test
    void aDeletionThatNobodyToldOfIsFoundWithinATick() {
        FaceStore other = store(FaceLimits.DEFAULTS);
        String id = store.add(CROP, 2, 2, "me").id();
        assertThat(other.get(id).succeeded()).isTrue();
        store.remove(id);
        assertThat(other.reconcile(Set.of()).result()).containsExactly(id);
        assertThat(code(other.get(id))).isEqualTo(ErrorCode.NO_SUCH_FACE);
    }

    /** Hazelcast's merge puts what the smaller side has and the larger one has not. */
    @Test
    void aFaceDeletedOnEitherSideOfAPartitionStaysDeletedAfterTheMerge() {
        String here = store.add(CROP, 2, 2, "me").id();
        String there = store.add(CROP, 2, 2, "you").id();
        MemoryMap otherSide = new MemoryMap();
        otherSide.values.putAll(cluster.values);
        FaceStore other =
                new FaceStore(new WriteBehind("face", otherSide), clock, FaceLimits.DEFAULTS, new SecureRandom());
        other.get(here);
        store.remove(here);
        other.remove(there);

        otherSide.values.forEach(cluster.values::putIfAbsent);
        otherSide.values.clear();
        otherSide.values.putAll(cluster.values);

        assertThat(cluster.values).as("the merge brings both back").containsKeys(here, there);
        cluster.values.keySet().stream().sorted().toList().forEach(store::appeared);
        assertThat(store.reconcile(Set.of(there)).result()).containsExactly(there);
        assertThat(other.reconcile(Set.of(here, there)).result()).containsExactlyInAnyOrder(there, here);
        assertThat(code(store(FaceLimits.DEFAULTS).get(here))).isEqualTo(ErrorCode.NO_SUCH_FACE);
        assertThat(code(store(FaceLimits.DEFAULTS).get(there))).isEqualTo(ErrorCode.NO_SUCH_FACE);
        assertThat(cluster.values).as("and both go again").doesNotContainKeys(here, there);
    }

    @Test
    void aFaceThatTheClusterLostAndNobodyDeletedIsPutBack() {
        String id = store.add(CROP, 2, 2, "me").id();
        cluster.values.clear();
        clock.elapse(Duration.ofMinutes(5));
        store.renew(id);
        assertThat(cluster.values).containsKey(id);
    }

    @Test
    void aDeletionThatTheClusterDidNotTakeCanBeRepeated() {
        String id = store.add(CROP, 2, 2, "me").id();
        cluster.refuse(new IllegalStateException("not active"));
        assertThat(code(store.remove(id))).isEqualTo(ErrorCode.CLUSTER_BUSY);
        assertThat(code(store.get(id))).as("here it is gone at once").isEqualTo(ErrorCode.NO_SUCH_FACE);
        cluster.refuse(null);
        assertThat(store.remove(id).succeeded()).isTrue();
        assertThat(cluster.values).doesNotContainKey(id);
        assertThat(code(store.remove(id))).isEqualTo(ErrorCode.NO_SUCH_FACE);
    }

    private static ErrorCode code(Future<?> failed) {
        return ((Fault) failed.cause()).code();
    }

    private static void tooMany(FaceStore store, String owner) {
        assertThatThrownBy(() -> store.requireRoom(owner))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(ErrorCode.TOO_MANY));
    }

    private FaceStore store(FaceLimits limits) {
        return new FaceStore(new WriteBehind("face", cluster), clock, limits, new SecureRandom());
    }
}
