package dev.facewire.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.gateway.access.OriginRules.Exposure;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OriginRulesTest {
    private final OriginRules loopback =
            new OriginRules(Exposure.LOOPBACK, List.of("desk.local"), List.of("https://app.example:8443"));

    @Test
    void ownNamesAreRightWithAnyPort() {
        for (String host :
                new String[] {"localhost", "LOCALHOST:8080", "127.0.0.1:9000", "[::1]:8080", "[::1]", "desk.local:1"}) {
            passes(loopback, host, null);
        }
    }

    @Test
    void namesThatWereMadeToPointHereAreNot() {
        for (String host : new String[] {
            "evil.example",
            "evil.example:8080",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "",
            null,
            "[::2]:80"
        }) {
            refused(loopback, host, null);
        }
    }

    @Test
    void aPageOfTheGatewayItselfMayCall() {
        passes(loopback, "localhost:8080", "http://localhost:8080");
        passes(loopback, "LocalHost:8080", "http://localhost:8080");
        passes(loopback, "localhost", "http://localhost");
        passes(loopback, "localhost:443", "https://localhost");
    }

    @Test
    void aPageOfElsewhereMayNot() {
        for (String origin : new String[] {
            "https://evil.example",
            "http://localhost:3000",
            "http://127.0.0.1:8080",
            "null",
            "",
            "file://",
            "http://evil.example/localhost:8080",
            "http://localhost:8080@evil.example",
            "nonsense with blanks"
        }) {
            refused(loopback, "localhost:8080", origin);
        }
    }

    @Test
    void anOriginThatWasNamedMay() {
        passes(loopback, "localhost:8080", "https://app.example:8443");
        assertThat(loopback.allowed("https://APP.example:8443")).isTrue();
        assertThat(loopback.allowed("https://app.example")).isFalse();
    }

    @Test
    void withTokensAnyNameMayBeRightButNotAnyOrigin() {
        OriginRules tokens = new OriginRules(Exposure.TOKENS, List.of(), List.of());
        passes(tokens, "gateway.example:8080", null);
        passes(tokens, "gateway.example", "https://gateway.example");
        refused(tokens, "gateway.example", "https://evil.example");
    }

    @Test
    void withoutTokensElsewhereTheHostIsTheMachineAnAddressOrAllowed() {
        Set<String> hosts = new TreeSet<>(OriginRules.namesOf("Desk.lan"));
        hosts.add("swap.example");
        OriginRules open = new OriginRules(Exposure.OPEN, hosts, List.of());
        for (String host : new String[] {
            "desk:8080",
            "desk.lan",
            "DESK.local:8080",
            "swap.example",
            "localhost:8080",
            "192.168.1.7:8080",
            "127.0.0.1",
            "[2001:db8::7]:8080",
            "[::1]"
        }) {
            passes(open, host, "http://" + host);
        }
        for (String host : new String[] {
            "evil.example",
            "evil.example:8080",
            "192.168.1.7.evil.example",
            "1.2.3.4.5",
            "[evil]",
            "",
            "desk.evil",
            null
        }) {
            refused(open, host, null);
        }
        assertThatThrownBy(() -> open.check("evil.example", null)).hasMessageContaining("--allow-host");
    }

    @Test
    void aMachineIsKnownByItsNameInShortAndByMdns() {
        assertThat(OriginRules.namesOf("Desk")).containsExactlyInAnyOrder("desk", "desk.local");
        assertThat(OriginRules.namesOf("desk.lan.example"))
                .containsExactlyInAnyOrder("desk.lan.example", "desk", "desk.local");
        assertThat(OriginRules.namesOf("")).isEmpty();
    }

    @Test
    void wordsThatAreNoOriginAreKnown() {
        assertThat(OriginRules.wellFormed("https://example.org")).isTrue();
        assertThat(OriginRules.wellFormed("*")).isFalse();
        assertThat(OriginRules.wellFormed("https://example.org/")).isFalse();
        assertThat(OriginRules.wellFormed("example.org")).isFalse();
    }

    private static void passes(OriginRules rules, String host, String origin) {
        assertThatCode(() -> rules.check(host, origin)).as(host + " " + origin).doesNotThrowAnyException();
    }

    private static void refused(OriginRules rules, String host, String origin) {
        assertThatThrownBy(() -> rules.check(host, origin))
                .as(host + " " + origin)
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(ErrorCode.FORBIDDEN));
    }
}
