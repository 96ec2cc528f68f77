package dev.facewire.vision.photo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PhotoPoolTest {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(60);

    private final PhotoPool pool = new PhotoPool("test", 1, Duration.ofMillis(20));
    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void close() {
        released.countDown();
        pool.close();
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        try {
            return future.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }

    private static void refused(CompletableFuture<?> result, ErrorCode code) {
        assertThatThrownBy(() -> get(result)).isInstanceOfSatisfying(Fault.class, fault -> assertThat(fault.code())
                .isEqualTo(code));
    }

    /** As native code that nothing ends. */
    private String deaf() {
        boolean done = false;
        while (!done) {
            try {
                released.await();
                done = true;
            } catch (InterruptedException deafToIt) {
                // waits on
            }
        }
        return "late";
    }

    @Test
    void aTaskGivesItsResultOrItsFailure() throws Exception {
        assertThat(get(pool.submit("a", LONG, () -> 7))).isEqualTo(7);
        refused(
                pool.submit("b", LONG, () -> {
                    throw new Fault(ErrorCode.NO_FACE, "none");
                }),
                ErrorCode.NO_FACE);
        CompletableFuture<Object> error = pool.submit("c", LONG, () -> {
            throw new OutOfMemoryError("on purpose");
        });
        assertThatThrownBy(() -> error.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(OutOfMemoryError.class);
        assertThat(get(pool.submit("d", LONG, () -> 8)))
                .as("the thread lives on")
                .isEqualTo(8);
    }

    @Test
    void aTaskOverItsTimeFailsAtOnceAndItsThreadIsInterrupted() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        CompletableFuture<Object> slow = pool.submit("slow", SHORT, () -> {
            try {
                released.await();
                interrupted.complete(false);
            } catch (InterruptedException e) {
                interrupted.complete(true);
                throw e;
            }
            return null;
        });
        refused(slow, ErrorCode.WORKER_TIMEOUT);
        assertThat(get(interrupted)).isTrue();
        assertThat(get(pool.submit("next", LONG, Thread::interrupted)))
                .as("the next task is not interrupted")
                .isFalse();
        assertThat(pool.lost()).isZero();
    }

    @Test
    void aThreadThatDoesNotEndIsReplaced() throws Exception {
        CompletableFuture<String> deaf = pool.submit("deaf", SHORT, this::deaf);
        refused(deaf, ErrorCode.WORKER_TIMEOUT);
        assertThat(get(pool.submit("next", LONG, () -> "in time"))).isEqualTo("in time");
        assertThat(pool.lost()).isEqualTo(1);
    }

    @Test
    void afterSeveralLostThreadsItTakesNoMoreUntilOneComesBack() throws Exception {
        for (int i = 0; i < 3; i++) {
            refused(pool.submit("deaf", SHORT, this::deaf), ErrorCode.WORKER_TIMEOUT);
            int lost = i + 1;
            while (pool.lost() < lost) {
                Thread.onSpinWait();
            }
        }
        refused(pool.submit("next", LONG, () -> 1), ErrorCode.OVERLOADED);
        released.countDown();
        while (pool.lost() > 0) {
            Thread.onSpinWait();
        }
        assertThat(get(pool.submit("again", LONG, () -> 2))).isEqualTo(2);
    }

    @Test
    void onlyAFewWaitAndWhoWaitsTooLongIsNotBegun() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CompletableFuture<Object> first = pool.submit("first", LONG, () -> {
            running.countDown();
            released.await();
            return null;
        });
        assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
        AtomicBoolean begun = new AtomicBoolean();
        List<CompletableFuture<?>> waiting = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            waiting.add(pool.submit("waits", SHORT, () -> {
                begun.set(true);
                return null;
            }));
        }
        refused(pool.submit("one too many", LONG, () -> null), ErrorCode.OVERLOADED);
        waiting.forEach(task -> refused(task, ErrorCode.WORKER_TIMEOUT));
        released.countDown();
        get(first);
        while (get(submitWhenThereIsRoom()) == null) {
            Thread.onSpinWait();
        }
        assertThat(begun).isFalse();
    }

    /** Done after all that waited before; completes with null where too many wait still. */
    private CompletableFuture<String> submitWhenThereIsRoom() {
        return pool.submit("last", LONG, () -> "done").exceptionally(full -> null);
    }

    @Test
    void whatWaitsWhenItIsClosedFails() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        var unused = pool.submit("first", LONG, () -> {
            running.countDown();
            return deaf();
        });
        assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Object> second = pool.submit("second", LONG, () -> null);
        pool.close();
        refused(second, ErrorCode.WORKER_TIMEOUT);
        refused(pool.submit("third", LONG, () -> null), ErrorCode.OVERLOADED);
    }
}
