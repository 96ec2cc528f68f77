package dev.facewire.gateway.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.cluster.ManualClock;
import dev.facewire.gateway.store.MemoryMap;
import dev.facewire.gateway.store.WriteBehind;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import java.security.SecureRandom;
import java.time.Duration;
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
        assertThat(cluster.values).isEmpty();
        assertThat(((Fault) store.remove(id).cause()).code()).isEqualTo(ErrorCode.NO_SUCH_FACE);
    }

    @Test
    void quotasAreByClientCountAndBytes() {
        store.add(CROP, 2, 2, "me");
        store.add(CROP, 2, 2, "me");
        tooMany(store, "me");
        store.add(CROP, 2, 2, "you");
        tooMany(store, "they");

        FaceStore small = store(new FaceLimits(Duration.ofMinutes(10), 10, 3, 10));
        small.add(CROP, 2, 2, "me");
        tooMany(small, "me");
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
