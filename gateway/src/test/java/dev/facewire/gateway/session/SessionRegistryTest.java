package dev.facewire.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.cluster.ManualClock;
import dev.facewire.gateway.store.MemoryMap;
import dev.facewire.gateway.store.WriteBehind;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.session.SessionOptions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class SessionRegistryTest {
    private final CountingIds ids = new CountingIds();
    private final SessionRegistry registry =
            new SessionRegistry(ids, new WriteBehind("session", new MemoryMap()), new ManualClock(), "events.here");

    private static final class CountingIds extends SessionIds {
        private int made;

        CountingIds() {
            super(new byte[KEY_BYTES], new SecureRandom());
        }

        @Override
        public String viewOf(String id) {
            made++;
            return super.viewOf(id);
        }
    }

    @Test
    void aViewersRequestCostsTheSameHoweverManySessionsThereAre() {
        LiveSession wanted = null;
        for (int i = 0; i < 100; i++) {
            wanted = registry.open("me", "face", SessionOptions.DEFAULTS);
        }
        String handle = registry.viewOf(wanted.id());
        ids.made = 0;
        assertThat(registry.watched(handle).result()).isSameAs(wanted);
        assertThat(SessionsFixture.code(registry.watched("x".repeat(24)))).isEqualTo(ErrorCode.NO_SESSION);
        registry.save(wanted);
        assertThat(ids.made).as("HMACs").isZero();
    }

    @Test
    void whatIsForgottenIsNotFoundByItsHandle() {
        LiveSession session = registry.open("me", "face", SessionOptions.DEFAULTS);
        String handle = registry.viewOf(session.id());
        registry.forget(session);
        assertThat(SessionsFixture.code(registry.watched(handle))).isEqualTo(ErrorCode.NO_SESSION);
        assertThat(registry.viewOf(session.id())).as("made anew").isEqualTo(handle);
    }
}
