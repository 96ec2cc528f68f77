package dev.facewire.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LostDataTest {
    private final AtomicLong nanos = new AtomicLong(-1);
    private final LostData lost = new LostData(nanos::get);

    @Test
    void allPartitionsOfALossAreToldOnceAndTheNextLossAgain() {
        assertThat(IntStream.range(0, 542).filter(partition -> lost.isNew()).count())
                .isEqualTo(1);
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(lost.isNew()).isTrue();
    }
}
