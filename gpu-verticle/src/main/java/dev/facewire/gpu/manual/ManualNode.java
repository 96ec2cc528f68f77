package dev.facewire.gpu.manual;

import dev.facewire.cluster.slot.Reservations;
import dev.facewire.gpu.device.DeviceLoop;
import dev.facewire.gpu.session.Sessions;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.session.IceServer;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.protocol.session.SessionStats;
import dev.facewire.protocol.worker.OfferReply;
import dev.facewire.protocol.worker.OfferRequest;
import dev.facewire.protocol.worker.WorkerEvent;
import dev.facewire.rtc.MediaOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker whose offers come by a file and whose answers go by another, one session at a time: what {@code receiver.py} did.
 * A later offer in the file ends the session before it. All of it runs on one thread, but for the device's and the peer's.
 */
public final class ManualNode implements AutoCloseable {
    /** People copy the answer by hand and press Enter. */
    private static final Duration CONNECT_WITHIN = Duration.ofMinutes(10);

    private static final long LOOK_MS = 100;
    private static final long TICK_MS = 1000;
    private static final int SAY_EVERY_REPORTS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(ManualNode.class);

    private final ManualOptions options;
    private final OfferFile offers;
    private final AnswerFile answer;
    private final DeviceLoop device;
    private final PrintStream out;
    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "manual");
        thread.setDaemon(true);
        return thread;
    });
    private final Reservations reservations = new Reservations(1);
    private final Sessions sessions;
    private List<ScheduledFuture<?>> scheduled = List.of();
    private byte[] face;
    private String session;
    private int reports;
    private long framesBefore;

    /**
     * A node that {@link #start} starts.
     *
     * @param device not started yet; closed by {@link #close}
     * @param media as the worker's
     */
    public ManualNode(ManualOptions options, DeviceLoop device, MediaOptions media, PrintStream out) {
        this.options = options;
        this.offers = new OfferFile(options.offer());
        this.answer = new AnswerFile(options.answer());
        this.device = device;
        this.out = out;
        this.sessions = new Sessions(
                "manual",
                System.currentTimeMillis(),
                reservations,
                CONNECT_WITHIN,
                device,
                (to, event) -> loop.execute(() -> told(event)),
                loop,
                media,
                () -> {});
    }

    /**
     * Looks at the face, then waits for offers.
     *
     * @throws Fault where the face can't be used
     */
    public void start() {
        var pictures = options.faces();
        var iceServers = options.iceServers();
        say("starting the engine");
        try {
            var seen = device.start(processor -> {
                        processor.warmUp();
                        return processor.inspect(pictures);
                    })
                    .join();
            face = seen.crop();
            seen.warnings().forEach(warning -> say("note on the face: " + warning));
        } catch (CompletionException e) {
            throw e.getCause() instanceof Fault fault ? fault : e;
        }
        if (answer.removeOld()) {
            say("removed an old " + options.answer());
        }
        say("waiting for " + options.offer());
        ScheduledFuture<?> looking = loop.scheduleWithFixedDelay(
                () -> guarded(() -> offers.next().ifPresent(sdp -> take(sdp, iceServers))),
                0,
                LOOK_MS,
                TimeUnit.MILLISECONDS);
        ScheduledFuture<?> ticking = loop.scheduleAtFixedRate(
                () -> guarded(() -> sessions.tick(System.nanoTime() / 1_000_000)),
                TICK_MS,
                TICK_MS,
                TimeUnit.MILLISECONDS);
        scheduled = List.of(looking, ticking);
    }

    private void take(String sdp, List<IceServer> iceServers) {
        if (session != null) {
            sessions.release(session, "another offer came");
        }
        String id = UUID.randomUUID().toString();
        session = id;
        framesBefore = 0;
        OfferRequest request = new OfferRequest(
                id,
                reservations.reserve(id, CONNECT_WITHIN),
                1,
                sdp,
                false,
                face,
                SessionOptions.DEFAULTS,
                iceServers,
                "manual");
        CompletableFuture<?> unused = sessions.offer(request)
                .whenCompleteAsync(
                        (reply, failure) -> guarded(() -> {
                            if (failure == null) {
                                write(reply);
                            } else {
                                throw faultOf(failure);
                            }
                        }),
                        loop);
    }

    private static Fault faultOf(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof Fault fault ? fault : new Fault(ErrorCode.INTERNAL, String.valueOf(cause));
    }

    private void write(OfferReply reply) {
        try {
            answer.write(reply.sdp());
        } catch (IOException e) {
            throw new UncheckedIOException("'" + options.answer() + "' can't be written", e);
        }
        say("answered: " + options.answer() + " is for the sender");
    }

    private void told(WorkerEvent event) {
        if (!event.sessionId().equals(session)) {
            return;
        }
        switch (event.type()) {
            case CONNECTED -> say("connected");
            case STATS -> tell(event.stats());
            case FAILED, ENDED -> {
                session = null;
                say("ended: " + event.reason() + "; waiting for another " + options.offer());
            }
            case CANDIDATES -> {} // all are in the answer
        }
    }

    private void tell(SessionStats stats) {
        if (++reports % SAY_EVERY_REPORTS == 0) {
            say(String.format(
                    Locale.ROOT,
                    "%.1f fps, engine %.1f ms, swapped %d, covered %d",
                    (double) (stats.framesOut() - framesBefore) / SAY_EVERY_REPORTS,
                    stats.engineMsP50(),
                    stats.facesSwapped(),
                    stats.framesShielded()));
            framesBefore = stats.framesOut();
        }
    }

    /** A scheduled task that throws is never run again. */
    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (Fault fault) {
            say(options.offer() + " can't be used: " + fault.detail());
        } catch (UncheckedIOException e) {
            say(e.getMessage() + ": is the disk full, may this user write there?");
        } catch (RuntimeException | Error e) {
            LOG.error("while looking for offers", e);
            say("something went wrong that should not: the log says what; waiting for another " + options.offer());
        }
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }

    /** Ends the session and closes the device. */
    @Override
    public void close() {
        scheduled.forEach(task -> task.cancel(false));
        CompletableFuture.runAsync(
                        () -> {
                            String ending = session;
                            session = null; // nothing more is told of it
                            if (ending != null) {
                                sessions.release(ending, "the node stops");
                            }
                        },
                        loop)
                .join();
        device.close();
        loop.shutdown();
    }
}
