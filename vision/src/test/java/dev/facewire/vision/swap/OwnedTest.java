package dev.facewire.vision.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnedTest {
    private final List<String> closed = new ArrayList<>();
    private final Owned owned = new Owned();

    @Test
    void theLastOpenedIsClosedFirstAndEachOnce() {
        owned.add(() -> closed.add("device"));
        owned.add(() -> closed.add("module"));
        owned.close();
        owned.close();
        assertThat(closed).containsExactly("module", "device");
    }

    @Test
    void oneThatFailsDoesNotKeepTheOthersOpen() {
        owned.add(() -> closed.add("device"));
        owned.add(() -> {
            throw new IllegalStateException("stuck");
        });
        assertThatThrownBy(owned::close).hasRootCauseMessage("stuck");
        assertThat(closed).containsExactly("device");
    }

    @Test
    void afterAFailureThatOneIsHeardOf() {
        owned.add(() -> {
            throw new IllegalStateException("stuck");
        });
        RuntimeException failure = new RuntimeException("the failure");
        assertThatCode(() -> owned.closeAfter(failure)).doesNotThrowAnyException();
        assertThat(failure.getSuppressed()).hasSize(1);
    }
}
