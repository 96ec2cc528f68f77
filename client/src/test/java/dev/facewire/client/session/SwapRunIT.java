package dev.facewire.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.client.FakeGateway;
import dev.facewire.client.capture.CaptureLoop;
import dev.facewire.client.capture.InputSpec;
import dev.facewire.client.capture.Inputs;
import dev.facewire.client.capture.VideoInput;
import dev.facewire.client.gateway.GatewayAddress;
import dev.facewire.client.gateway.GatewayClient;
import dev.facewire.client.gateway.Gateways;
import dev.facewire.client.picture.FramePool;
import dev.facewire.client.picture.FrameSize;
import dev.facewire.client.picture.Pictures;
import dev.facewire.client.record.Recorder;
import dev.facewire.media.I420Frame;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.session.IceCandidate;
import dev.facewire.protocol.session.IceServer;
import dev.facewire.protocol.session.OnLost;
import dev.facewire.protocol.session.OptionsPatch;
import dev.facewire.protocol.session.SessionState;
import dev.facewire.protocol.session.SessionStats;
import dev.facewire.protocol.signal.MoveCause;
import dev.facewire.protocol.signal.SignalMessage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole run with real signalling and files; media goes in a circle inside this JVM. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SwapRunIT {
    private static final FrameSize SIZE = new FrameSize(320, 240);

    @TempDir
    private Path folder;

    private final AtomicReference<LoopbackLink> link = new AtomicReference<>();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Set<String> heard = ConcurrentHashMap.newKeySet();
    private final List<Integer> moved = new CopyOnWriteArrayList<>();
    private final List<LoopbackLink> made = new CopyOnWriteArrayList<>();
    private List<String> others = List.of();
    private FakeGateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new FakeGateway();
        gateway.onMessage = this::serve;
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    /** What a gateway does: candidates of the worker come even before its answer. */
    private void serve(FakeGateway.Connection connection, SignalMessage message) {
        heard.add(message.getClass().getSimpleName());
        if (message instanceof SignalMessage.Offer offer) {
            int rev = offer.rev();
            String worker = "w" + rev;
            connection.send(new SignalMessage.Session("s1", worker, SessionState.CONNECTING, null));
            connection.send(new SignalMessage.Ice("s1", rev, List.of(new IceCandidate("candidate:remote", "0", 0))));
            connection.send(new SignalMessage.Answer("s1", "v=0 answer", rev, worker));
        } else if (message instanceof SignalMessage.Moved now) {
            moved.add(now.rev());
        } else if (message instanceof SignalMessage.Bye) {
            if (!link.get().dead) { // a worker closes its end before the gateway answers
                link.get().listener().onDisconnected();
                link.get().listener().onFailed();
            }
            connection.send(new SignalMessage.Bye("s1", "done", stats(40)));
        }
    }

    private static SessionStats stats(long swapped) {
        return new SessionStats(60, 60, 0, swapped, 3, 0, 0, 11.111, Double.NaN, 320, 256, "mesh", OnLost.SHIELD);
    }

    @Test
    void aRunIsCountedTimedAndWritten() throws Exception {
        Path film = folder.resolve("film.mp4");
        Path both = folder.resolve("both.mp4");
        Path sheet = folder.resolve("sheet.png");
        SwapRun.Outcome outcome =
                run(new Recorder.Wishes(film, both, sheet, null, null), frame -> {}, Duration.ofSeconds(2), run -> {});

        assertThat(outcome.failure()).isNull();
        Report report = outcome.report();
        assertThat(report.framesSent()).isBetween(55L, 60L);
        assertThat(report.framesReturned()).isEqualTo(report.framesSent());
        assertThat(report.facesSwapped()).isEqualTo(40);
        assertThat(report.framesShielded()).isEqualTo(3);
        assertThat(report.fpsSent()).isBetween(28.0, 32.0);
        assertThat(report.fpsReturned()).isBetween(28.0, 32.0);
        assertThat(report.connectMs()).isBetween(40.0, 2000.0);
        assertThat(report.loopMsP50()).isBetween(40.0, 60.0);
        assertThat(report.loopMsP95()).isGreaterThanOrEqualTo(report.loopMsP50());
        assertThat(report.engineMsP50()).isEqualTo(11.11);
        assertThat(report.engineMsP95()).isNull();
        assertThat(report.worker()).isEqualTo("w1");
        assertThat(report.engine()).isEqualTo("mesh");
        assertThat(report.width()).isEqualTo(320);
        assertThat(report.height()).isEqualTo(240);

        assertThat(frames(film, SIZE)).isEqualTo((int) report.framesReturned());
        assertThat(frames(both, new FrameSize(640, 240))).isEqualTo((int) report.framesReturned());
        assertThat(javax.imageio.ImageIO.read(sheet.toFile()).getWidth()).isGreaterThan(640);
        assertThat(link.get().remoteCandidates).hasSize(1);
        assertThat(report.moves()).isZero();
        assertThat(report.gapMsMax()).isBetween(30.0, 10_000.0);
        assertThat(link.get().closed).isTrue();
        assertThat(heard).contains("Hello", "Offer", "Ice", "Bye");
        assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContain("is lost");
        assertThat(gateway.deleted)
                .as("a face goes with the run that brought it")
                .containsExactly("face-1");
    }

    @Test
    void shieldedFramesComeBackAndAreWrittenButTellNoTime() throws Exception {
        AtomicInteger count = new AtomicInteger();
        Path film = folder.resolve("film.mp4");
        SwapRun.Outcome outcome = run(
                new Recorder.Wishes(film, null, null, null, null),
                frame -> {
                    if (count.incrementAndGet() > 30) {
                        Pictures.blacken(frame);
                    }
                },
                Duration.ofSeconds(2),
                run -> {});
        assertThat(outcome.failure()).isNull();
        assertThat(outcome.report().framesReturned())
                .isBetween(outcome.report().framesSent() - 2, outcome.report().framesSent());
        assertThat(frames(film, SIZE)).isEqualTo((int) outcome.report().framesReturned());
    }

    @Test
    void aWorkerThatDiesIsFollowedByAnother() throws Exception {
        AtomicReference<FakeGateway.Connection> connection = keepConnection();
        AtomicInteger count = new AtomicInteger();
        SwapRun.Outcome outcome = run(
                new Recorder.Wishes(null, null, null, null, null),
                frame -> {
                    if (count.incrementAndGet() == 45) {
                        link.get().dead = true;
                        connection
                                .get()
                                .send(new SignalMessage.Session("s1", "w1", SessionState.FAILED, "no heartbeat"));
                        connection.get().send(new SignalMessage.Move("s1", MoveCause.DIED, "worker w1 died"));
                    }
                },
                Duration.ofSeconds(4),
                run -> {});
        assertThat(outcome.failure()).isNull();
        assertThat(outcome.report().moves()).isEqualTo(1);
        assertThat(outcome.report().worker()).isEqualTo("w2");
        assertThat(outcome.report().gapMsMax()).isBetween(30.0, 10_000.0);
        assertThat(moved).containsExactly(2);
        assertThat(made).hasSize(2).allMatch(lane -> lane.closed);
        assertThat(outcome.report().framesReturned()).isGreaterThan(90);
    }

    @Test
    void aWorkerThatDiesBeforeTheFirstFrameIsFollowedByAnother() throws Exception {
        gateway.onMessage = (to, message) -> {
            if (message instanceof SignalMessage.Offer offer && offer.rev() == 1) {
                to.send(new SignalMessage.Session("s1", "w1", SessionState.CONNECTING, null));
                to.send(new SignalMessage.Session("s1", "w1", SessionState.FAILED, "no heartbeat"));
                to.send(new SignalMessage.Move("s1", MoveCause.DIED, "worker w1 died"));
            } else {
                serve(to, message);
            }
        };
        SwapRun.Outcome outcome =
                run(new Recorder.Wishes(null, null, null, null, null), frame -> {}, Duration.ofSeconds(1), run -> {});
        assertThat(outcome.failure()).isNull();
        assertThat(outcome.report().worker()).isEqualTo("w2");
        assertThat(outcome.report().moves()).isZero();
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("worker w1 is gone: no heartbeat; trying another");
        assertThat(made).hasSize(2).allMatch(lane -> lane.closed);
    }

    @Test
    void workersThatAllDieBeforeTheFirstFrameAreAFailureThatSaysSo() throws Exception {
        gateway.onMessage = (to, message) -> {
            serve(to, message instanceof SignalMessage.Offer ? new SignalMessage.Update("s1", null, null) : message);
            if (message instanceof SignalMessage.Offer offer) {
                to.send(new SignalMessage.Session("s1", "w" + offer.rev(), SessionState.FAILED, "no heartbeat"));
            }
        };
        SwapRun.Outcome outcome =
                run(new Recorder.Wishes(null, null, null, null, null), frame -> {}, Duration.ofSeconds(1), run -> {});
        assertThat(outcome.failure()).hasMessageContaining("the worker w3 is gone");
        assertThat(made).hasSize(3).allMatch(lane -> lane.closed);
    }

    @Test
    void onADrainThePictureNeverStopsAndTheOldConnectionStaysUntilTheNewOneShowsSomething() throws Exception {
        AtomicReference<FakeGateway.Connection> connection = keepConnection();
        AtomicInteger count = new AtomicInteger();
        SwapRun.Outcome outcome = run(
                new Recorder.Wishes(null, null, null, null, null),
                frame -> {
                    int number = count.incrementAndGet();
                    if (number == 45) {
                        connection.get().send(new SignalMessage.Move("s1", MoveCause.DRAIN, "w1 is to stop"));
                    }
                },
                Duration.ofSeconds(3),
                run -> {});
        assertThat(outcome.failure()).isNull();
        assertThat(outcome.report().moves()).isEqualTo(1);
        assertThat(outcome.report().framesReturned())
                .isGreaterThanOrEqualTo(outcome.report().framesSent() - 5);
        assertThat(moved).containsExactly(2);
    }

    @Test
    void aMoveUsesTheRelaysThatTheGatewayToldLast() throws Exception {
        IceServer first = new IceServer(List.of("turn:a.example"), "1700000600:x", "old");
        IceServer fresh = new IceServer(List.of("turn:a.example"), "1700001200:x", "new");
        gateway.iceServers = List.of(first);
        AtomicReference<FakeGateway.Connection> connection = keepConnection();
        AtomicInteger count = new AtomicInteger();
        SwapRun.Outcome outcome = run(
                new Recorder.Wishes(null, null, null, null, null),
                frame -> {
                    if (count.incrementAndGet() == 30) {
                        connection.get().send(new SignalMessage.Hello(null, "test", List.of(fresh)));
                        connection.get().send(new SignalMessage.Move("s1", MoveCause.DRAIN, "w1 is to stop"));
                    }
                },
                Duration.ofSeconds(2),
                run -> {});
        assertThat(outcome.failure()).isNull();
        assertThat(made).extracting(lane -> lane.iceServers).containsExactly(List.of(first), List.of(fresh));
    }

    @Test
    void whereOnlyTheGatewayLostSightOfTheWorkerNobodyMoves() throws Exception {
        AtomicReference<FakeGateway.Connection> connection = keepConnection();
        AtomicInteger count = new AtomicInteger();
        SwapRun.Outcome outcome = run(
                new Recorder.Wishes(null, null, null, null, null),
                frame -> {
                    if (count.incrementAndGet() == 30) {
                        connection
                                .get()
                                .send(new SignalMessage.Session("s1", "w1", SessionState.FAILED, "fell silent"));
                        connection.get().send(new SignalMessage.Move("s1", MoveCause.SILENT, "w1 fell silent"));
                    }
                },
                Duration.ofSeconds(3),
                run -> {});
        assertThat(outcome.failure()).isNull();
        assertThat(outcome.report().moves()).isZero();
        assertThat(outcome.report().worker()).isEqualTo("w1");
    }

    @Test
    void aPictureThatStandsStillIsReasonEnoughToMove() throws Exception {
        AtomicInteger count = new AtomicInteger();
        SwapRun.Outcome outcome = run(
                new Recorder.Wishes(null, null, null, null, null),
                frame -> {
                    if (count.incrementAndGet() == 30) {
                        link.get().dead = true;
                    }
                },
                Duration.ofSeconds(6),
                run -> {});
        assertThat(outcome.failure()).isNull();
        assertThat(outcome.report().moves()).isEqualTo(1);
        assertThat(outcome.report().gapMsMax()).isBetween(2000.0, 10_000.0);
    }

    @Test
    void mediaThatIsLostMovesAtOnce() throws Exception {
        AtomicInteger count = new AtomicInteger();
        SwapRun.Outcome outcome = run(
                new Recorder.Wishes(null, null, null, null, null),
                frame -> {
                    if (count.incrementAndGet() == 30) {
                        link.get().dead = true;
                        link.get().listener().onDisconnected();
                        link.get().listener().onFailed();
                    }
                },
                Duration.ofSeconds(4),
                run -> {});
        assertThat(outcome.failure()).isNull();
        assertThat(outcome.report().moves()).isEqualTo(1);
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("is lost; looking for another");
    }

    @Test
    void aSessionThatNoGatewayKnowsAnyMoreBeginsAnew() throws Exception {
        AtomicReference<FakeGateway.Connection> connection = new AtomicReference<>();
        AtomicInteger firsts = new AtomicInteger();
        gateway.onMessage = (to, message) -> {
            connection.set(to);
            if (message instanceof SignalMessage.Update update) {
                to.send(SignalMessage.Error.of(update.session(), new Fault(ErrorCode.NO_SESSION, "unknown"), null));
            } else if (message instanceof SignalMessage.Offer offer) {
                String id = offer.session() == null ? "s" + firsts.incrementAndGet() : offer.session();
                to.send(new SignalMessage.Session(id, "w", SessionState.CONNECTING, null));
                to.send(new SignalMessage.Answer(id, "v=0 answer", offer.rev(), "w"));
            } else {
                serve(to, message);
            }
        };
        AtomicInteger count = new AtomicInteger();
        SwapRun.Outcome outcome = run(
                new Recorder.Wishes(null, null, null, null, null),
                frame -> {
                    int number = count.incrementAndGet();
                    if (number == 15) {
                        connection.get().hangUp();
                    } else if (number == 60) {
                        link.get().dead = true;
                        link.get().listener().onFailed();
                    }
                },
                Duration.ofSeconds(5),
                run -> {});
        assertThat(outcome.failure()).isNull();
        assertThat(firsts).as("sessions made").hasValue(2);
        assertThat(outcome.report().moves()).isEqualTo(1);
    }

    @Test
    void whereNoOtherWorkerIsFoundTheRunEndsWithALineAndAFinishedFile() throws Exception {
        AtomicReference<FakeGateway.Connection> connection = new AtomicReference<>();
        gateway.onMessage = (to, message) -> {
            connection.set(to);
            if (message instanceof SignalMessage.Offer offer && offer.session() != null) {
                Fault full = new Fault(ErrorCode.NO_CAPACITY, "all slots are taken (4)");
                to.send(SignalMessage.Error.of(offer.session(), full, 1));
            } else {
                serve(to, message);
            }
        };
        AtomicInteger count = new AtomicInteger();
        Path film = folder.resolve("film.mp4");
        SwapRun.Outcome outcome = run(
                new Recorder.Wishes(film, null, null, null, null),
                frame -> {
                    if (count.incrementAndGet() == 45) {
                        link.get().dead = true;
                        connection.get().send(new SignalMessage.Move("s1", MoveCause.DIED, "worker w1 died"));
                    }
                },
                null,
                run -> {});
        assertThat(outcome.failure())
                .hasMessageContaining("no frame has come back from the worker w1 for 3 s")
                .hasMessageContaining("all slots are taken");
        assertThat(outcome.failure().exit().code()).isEqualTo(1);
        assertThat(frames(film, SIZE)).isBetween(20, 45);
    }

    private AtomicReference<FakeGateway.Connection> keepConnection() {
        AtomicReference<FakeGateway.Connection> connection = new AtomicReference<>();
        gateway.onMessage = (to, message) -> {
            connection.set(to);
            serve(to, message);
        };
        return connection;
    }

    @Test
    void whenAGatewayDiesTheNextOfTheListServesTheSession() throws Exception {
        try (FakeGateway other = new FakeGateway()) {
            List<String> there = new CopyOnWriteArrayList<>();
            other.onMessage = (to, message) -> {
                there.add(message.getClass().getSimpleName());
                if (message instanceof SignalMessage.Update) {
                    to.send(new SignalMessage.Session("s1", "w1", SessionState.CONNECTED, null));
                }
                serve(to, message);
            };
            others = List.of(other.url());
            AtomicInteger count = new AtomicInteger();
            SwapRun.Outcome outcome = run(
                    new Recorder.Wishes(null, null, null, null, null),
                    frame -> {
                        if (count.incrementAndGet() == 30) {
                            CompletableFuture<?> unused = CompletableFuture.runAsync(gateway::close);
                        }
                    },
                    Duration.ofSeconds(3),
                    run -> {});
            assertThat(outcome.failure()).isNull();
            assertThat(there).containsSubsequence("Hello", "Update", "Bye");
            assertThat(outcome.report().moves()).isZero();
            assertThat(outcome.report().framesReturned()).isGreaterThan(80);
        }
    }

    @Test
    void signallingThatIsLostIsMadeAnewWhileThePictureGoesOn() throws Exception {
        AtomicInteger hellos = new AtomicInteger();
        AtomicReference<FakeGateway.Connection> connection = new AtomicReference<>();
        gateway.onMessage = (to, message) -> {
            connection.set(to);
            hellos.addAndGet(message instanceof SignalMessage.Hello ? 1 : 0);
            serve(to, message);
        };
        AtomicInteger count = new AtomicInteger();
        SwapRun.Outcome outcome = run(
                new Recorder.Wishes(null, null, null, null, null),
                frame -> {
                    if (count.incrementAndGet() == 30) {
                        connection.get().hangUp();
                    }
                },
                Duration.ofSeconds(3),
                run -> {});
        assertThat(outcome.failure()).isNull();
        assertThat(hellos).hasValue(2);
        assertThat(heard).contains("Update");
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("signalling is lost", "signalling is back");
        assertThat(outcome.report().framesReturned()).isGreaterThan(80);
    }

    @Test
    void stoppingIsAnOrderlyEnd() throws Exception {
        AtomicInteger count = new AtomicInteger();
        AtomicReference<SwapRun> running = new AtomicReference<>();
        Path film = folder.resolve("film.mp4");
        SwapRun.Outcome outcome = run(
                new Recorder.Wishes(film, null, null, null, null),
                frame -> {
                    if (count.incrementAndGet() == 40) {
                        running.get().requestStop("stopped");
                    }
                },
                null,
                running::set);
        assertThat(outcome.failure()).isNull();
        assertThat(outcome.report().framesReturned()).isEqualTo(outcome.report().framesSent());
        assertThat(frames(film, SIZE)).isEqualTo((int) outcome.report().framesReturned());
        assertThat(heard).contains("Bye");
    }

    @Test
    void aFaceThatTheRunDidNotBringStays() throws Exception {
        RunSettings settings = new RunSettings(
                null,
                "face-of-others",
                OptionsPatch.NONE,
                new CaptureLoop.Settings(0, Duration.ofMillis(500), false),
                true,
                RunSettings.DEFAULT_PATIENCE,
                "test");
        run(settings, new Recorder.Wishes(null, null, null, null, null), frame -> {}, run -> {});
        assertThat(heard).contains("Bye");
        assertThat(gateway.deleted).isEmpty();
    }

    @Test
    void aRunThatIsRefusedTakesItsFaceAlongToo() throws Exception {
        gateway.onMessage = (connection, message) -> {
            if (message instanceof SignalMessage.Offer) {
                connection.send(new SignalMessage.Error(null, ErrorCode.NO_CAPACITY, "all slots are taken", 1));
            }
        };
        SwapRun.Outcome outcome =
                run(new Recorder.Wishes(null, null, null, null, null), frame -> {}, Duration.ofSeconds(1), run -> {});
        assertThat(outcome.failure()).isNotNull();
        assertThat(gateway.deleted).containsExactly("face-1");
    }

    @Test
    void aPersonIsToldOnceThatThePictureIsPixelatedAndWhy() throws Exception {
        AtomicReference<FakeGateway.Connection> connection = new AtomicReference<>();
        gateway.onMessage = (to, message) -> {
            connection.set(to);
            serve(to, message);
        };
        AtomicInteger count = new AtomicInteger();
        String why = "its face was deleted";
        run(
                new Recorder.Wishes(null, null, null, null, null),
                frame -> {
                    int n = count.incrementAndGet();
                    if (n == 20) {
                        connection.get().send(counted(20, 20, 0));
                        connection.get().send(new SignalMessage.Session("s1", "w1", SessionState.CONNECTED, why));
                        connection.get().send(new SignalMessage.Error("s1", ErrorCode.NO_SUCH_FACE, why, null));
                    } else if (n == 40 || n == 50) {
                        connection.get().send(counted(n, 20, n - 20));
                    } else if (n == 60) {
                        connection.get().send(counted(n, 30, 30));
                    }
                },
                Duration.ofSeconds(3),
                run -> {});
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .containsOnlyOnce("the picture is pixelated: " + why)
                .containsOnlyOnce("the face is swapped again")
                .doesNotContain("the gateway says");
    }

    private static SignalMessage counted(int out, int swapped, int pixelated) {
        return new SignalMessage.Stats(
                "s1",
                "w1",
                new SessionStats(out, out, 0, swapped, pixelated, 0, 0, 11, 12, 320, 256, "mesh", OnLost.SHIELD));
    }

    @Test
    void withoutASwappedFaceTheRunHasFailed() throws Exception {
        gateway.onMessage = (connection, message) -> {
            if (message instanceof SignalMessage.Bye) {
                connection.send(new SignalMessage.Bye("s1", "done", stats(0)));
            } else {
                serve(connection, message);
            }
        };
        SwapRun.Outcome outcome =
                run(new Recorder.Wishes(null, null, null, null, null), frame -> {}, Duration.ofMillis(500), run -> {});
        assertThat(outcome.failure()).hasMessageContaining("no swapped frame came back");
    }

    private SwapRun.Outcome run(
            Recorder.Wishes wishes, Consumer<I420Frame> worker, Duration limit, Consumer<SwapRun> running)
            throws Exception {
        RunSettings settings = new RunSettings(
                new byte[] {1},
                null,
                OptionsPatch.NONE,
                new CaptureLoop.Settings(0, limit, true),
                true,
                Duration.ofSeconds(3),
                "test");
        return run(settings, wishes, worker, running);
    }

    private SwapRun.Outcome run(
            RunSettings settings, Recorder.Wishes wishes, Consumer<I420Frame> worker, Consumer<SwapRun> running)
            throws Exception {
        FramePool pool = new FramePool();
        Recorder recorder = new Recorder(wishes, SIZE, pool);
        try (VideoInput input = Inputs.open(new InputSpec.TestPattern(), SIZE, 30)) {
            SwapRun run = new SwapRun(
                    settings,
                    gateways(),
                    LoopbackLink.factory(worker, lane -> {
                        link.set(lane);
                        made.add(lane);
                    }),
                    input,
                    recorder,
                    pool,
                    new PrintStream(printed, true, StandardCharsets.UTF_8),
                    false);
            running.accept(run);
            SwapRun.Outcome outcome = run.run();
            assertThat(recorder.finish()).isEqualTo(new Recorder.Result(List.of(), List.of()));
            return outcome;
        }
    }

    private Gateways gateways() {
        return new Gateways(Stream.concat(Stream.of(gateway.url()), others.stream())
                .map(url -> new GatewayClient(GatewayAddress.parse(url), null, null))
                .toList());
    }

    private static int frames(Path film, FrameSize size) {
        assertThat(Files.exists(film)).isTrue();
        try (VideoInput input = Inputs.open(new InputSpec.Clip(film), null, 0)) {
            assertThat(input.size()).isEqualTo(size);
            int count = 0;
            while (input.next() != null) {
                count++;
            }
            return count;
        }
    }
}
