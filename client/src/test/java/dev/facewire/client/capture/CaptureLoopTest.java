package dev.facewire.client.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.client.picture.FrameSize;
import dev.facewire.media.I420Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CaptureLoopTest {
    private final List<Long> due = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger preroll = new AtomicInteger();

    /** Ten pictures at 200 fps. */
    private static final class Clip implements VideoInput {
        private int index = -1;
        private boolean failing;

        @Override
        public FrameSize size() {
            return new FrameSize(64, 64);
        }

        @Override
        public double fps() {
            return 200;
        }

        @Override
        public boolean live() {
            return false;
        }

        @Override
        public I420Frame next() {
            if (failing) {
                throw new IllegalStateException("the disk is gone");
            }
            return ++index < 10 ? I420Frame.allocate(64, 64) : null;
        }

        @Override
        public long ptsNanos() {
            return index * 5_000_000L;
        }

        @Override
        public boolean rewind() {
            index = -1;
            return true;
        }

        @Override
        public void close() {}
    }

    private CaptureLoop loop(VideoInput input, Duration limit, boolean again) {
        return new CaptureLoop(
                input,
                new CaptureLoop.Settings(0, limit, again),
                () -> preroll.get() >= 3,
                (picture, before, mediaNanos) -> {
                    if (before) {
                        preroll.incrementAndGet();
                    } else {
                        due.add(mediaNanos);
                    }
                });
    }

    @Test
    void theFirstPictureIsRepeatedUntilOneCameBackAndThenTheClipRunsWhole() throws InterruptedException {
        CaptureLoop loop = loop(new Clip(), null, false);
        loop.start();
        assertThat(loop.awaitEnd(Duration.ofSeconds(5))).isTrue();
        assertThat(preroll.get()).isEqualTo(3);
        assertThat(due).startsWith(0L).isSorted();
        assertThat(due.size()).isBetween(1, 10); // a busy machine may make some late
        assertThat(loop.failure()).isNull();
    }

    @Test
    void aLoopGoesOnInTimeUntilTheLimit() throws InterruptedException {
        CaptureLoop loop = loop(new Clip(), Duration.ofMillis(120), true);
        loop.start();
        assertThat(loop.awaitEnd(Duration.ofSeconds(5))).isTrue();
        assertThat(due).isSorted().doesNotHaveDuplicates();
        assertThat(due.get(due.size() - 1)).isBetween(60_000_000L, 120_000_000L);
    }

    @Test
    void itStopsWhenAskedAndTellsWhatBrokeIt() throws InterruptedException {
        CaptureLoop endless = loop(new Clip(), null, true);
        endless.start();
        endless.stop();
        assertThat(endless.awaitEnd(Duration.ofSeconds(5))).isTrue();

        Clip broken = new Clip();
        broken.failing = true;
        CaptureLoop loop = loop(broken, null, false);
        loop.start();
        assertThat(loop.awaitEnd(Duration.ofSeconds(5))).isTrue();
        assertThat(loop.failure()).hasMessageContaining("the disk is gone");
    }
}
