package dev.facewire.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import org.junit.jupiter.api.Test;

class AccessTest {
    private static final String USER = "user-token-0123456789";
    private static final String OTHER = "other-token-0123456789";
    private static final String ADMIN = "admin-token-0123456789";

    private final Tokens users = Tokens.parse("# people\n" + USER + "\n\n  " + OTHER + "  \n");
    private final Tokens admins = Tokens.parse(ADMIN);

    @Test
    void withoutTokensEveryoneMayEverythingButGoBare() {
        Access open = new Access(Tokens.NONE, Tokens.NONE, Tokens.NONE, false);
        Caller caller = open.enter(null, "127.0.0.1");
        assertThat(caller).isEqualTo(new Caller("127.0.0.1", true, false));
        open.requireAdmin(caller);
        assertThat(new Access(Tokens.NONE, Tokens.NONE, Tokens.NONE, true)
                        .enter(null, "127.0.0.1")
                        .mayGoBare())
                .isTrue();
    }

    @Test
    void withTokensOneIsNeeded() {
        Access closed = new Access(users, admins, Tokens.NONE, false);
        for (String token : new String[] {null, "", "x", USER + "x", USER.substring(1)}) {
            assertThatThrownBy(() -> closed.enter(token, "a"))
                    .isInstanceOfSatisfying(
                            Fault.class, fault -> assertThat(fault.code()).isEqualTo(ErrorCode.UNAUTHORIZED));
        }
        assertThat(closed.enter(USER, "a").key()).isEqualTo("token0@a");
        assertThat(closed.enter(OTHER, "b").key()).isEqualTo("token1@b");
    }

    @Test
    void onlyTheAdminAdministers() {
        Access closed = new Access(users, admins, Tokens.NONE, false);
        Caller user = closed.enter(USER, "a");
        assertThatThrownBy(() -> closed.requireAdmin(user))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(ErrorCode.FORBIDDEN));
        Caller admin = closed.enter(ADMIN, "a");
        closed.requireAdmin(admin);
        assertThat(admin.mayGoBare()).isTrue();
    }

    @Test
    void anAdminTokenOnLoopbackClosesTheAdminsCalls() {
        Access half = new Access(Tokens.NONE, admins, Tokens.NONE, false);
        Caller anyone = half.enter(null, "127.0.0.1");
        assertThatThrownBy(() -> half.requireAdmin(anyone)).isInstanceOf(Fault.class);
    }

    @Test
    void withoutAnAdminFileNobodyAdministersWhereThereAreTokens() {
        Access users = new Access(this.users, Tokens.NONE, Tokens.NONE, false);
        assertThatThrownBy(() -> users.requireAdmin(users.enter(USER, "a"))).hasMessageContaining("--admin-token-file");
    }

    @Test
    void aTokenFileMustHoldGoodTokens() {
        assertThatThrownBy(() -> Tokens.parse("# nothing\n")).hasMessageContaining("no token");
        assertThatThrownBy(() -> Tokens.parse("short")).hasMessageContaining("openssl");
    }

    @Test
    void wrongTokensAreSlowedDownByAddressAndRightOnesOfThereStillPass() {
        long[] now = {0};
        Access closed = new Access(users, admins, Tokens.NONE, false, () -> now[0]);
        closed.enter(USER, "2001:db8::1");
        for (int i = 0; i < TokenAttempts.BURST; i++) {
            refused(closed, "wrong" + i, "2001:db8::" + i, ErrorCode.UNAUTHORIZED);
        }
        refused(closed, "wrong", "2001:db8::ffff", ErrorCode.TOO_MANY);
        refused(closed, OTHER, "2001:db8::1", ErrorCode.TOO_MANY); // or guessing would go on
        assertThat(closed.enter(USER, "2001:db8::2").key()).isEqualTo("token0@2001:db8:0:0::/64");
        assertThat(closed.enter(OTHER, "2001:db8:0:1::1").key())
                .as("another network")
                .startsWith("token1@");
        refused(closed, null, "2001:db8::1", ErrorCode.UNAUTHORIZED);

        now[0] = 4_000_000_000L;
        refused(closed, "wrong", "2001:db8::1", ErrorCode.UNAUTHORIZED);
        refused(closed, "wrong", "2001:db8::1", ErrorCode.TOO_MANY);
        now[0] = 8_000_000_000L;
        assertThat(closed.enter(OTHER, "2001:db8::1").key()).startsWith("token1@");
    }

    private static void refused(Access access, String token, String address, ErrorCode code) {
        assertThatThrownBy(() -> access.enter(token, address))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(code));
    }

    @Test
    void theHeaderIsReadLeniently() {
        assertThat(Access.bearer("Bearer abc")).isEqualTo("abc");
        assertThat(Access.bearer("bearer  abc ")).isEqualTo("abc");
        assertThat(Access.bearer("Basic abc")).isNull();
        assertThat(Access.bearer(null)).isNull();
    }

    @Test
    void aViewersTokenLetsWatchAndNothingElse() {
        Tokens viewers = Tokens.parse("a-viewer-of-some-session");
        Access access = new Access(users, admins, viewers, false);
        access.watch("a-viewer-of-some-session", "10.0.0.1");
        assertThatThrownBy(() -> access.enter("a-viewer-of-some-session", "10.0.0.1"))
                .isInstanceOf(Fault.class);
        assertThatThrownBy(() -> access.watch("somebody-else-entirely", "10.0.0.1"))
                .isInstanceOf(Fault.class);
        assertThatThrownBy(() -> access.watch(null, "10.0.0.1")).isInstanceOf(Fault.class);
        new Access(Tokens.NONE, Tokens.NONE, viewers, false).watch(null, "127.0.0.1"); // open to all anyway
    }
}
