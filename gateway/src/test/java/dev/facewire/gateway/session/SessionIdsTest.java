package dev.facewire.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SessionIdsTest {
    private final SessionIds ids = new SessionIds(new byte[32], new SecureRandom());

    @Test
    void ownIdsAreKnownByEveryGatewayWithTheKey() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            String id = ids.create();
            assertThat(id).matches("[A-Za-z0-9_-]{32}");
            assertThat(ids.ours(id)).isTrue();
            assertThat(new SessionIds(new byte[32], new SecureRandom()).ours(id))
                    .isTrue();
            seen.add(id);
        }
        assertThat(seen).hasSize(100);
    }

    @Test
    void anotherClustersIdsAreForeign() {
        byte[] key = new byte[32];
        key[0] = 1;
        assertThat(new SessionIds(key, new SecureRandom()).ours(ids.create())).isFalse();
    }

    @Test
    void anIdWithOneCharacterChangedIsForeign() {
        String id = ids.create();
        for (int i = 0; i < id.length(); i++) {
            char other = id.charAt(i) == 'A' ? 'B' : 'A';
            assertThat(ids.ours(id.substring(0, i) + other + id.substring(i + 1)))
                    .isFalse();
        }
    }

    @Property
    void whateverTextComesIsForeign(@ForAll String text) {
        assertThat(ids.ours(text)).isFalse();
    }

    @Test
    void aShortKeyIsRefused() {
        assertThatThrownBy(() -> new SessionIds(new byte[15], new SecureRandom()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void logsShowAHash() {
        assertThat(SessionIds.hash("abc")).isEqualTo("ba7816bf");
    }
}
