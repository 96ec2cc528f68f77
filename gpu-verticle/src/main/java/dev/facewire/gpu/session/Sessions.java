package dev.facewire.gpu.session;

import dev.facewire.cluster.slot.Reservations;
import dev.facewire.gpu.device.DeviceLoop;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.session.SessionStats;
import dev.facewire.protocol.worker.IceRequest;
import dev.facewire.protocol.worker.OfferReply;
import dev.facewire.protocol.worker.OfferRequest;
import dev.facewire.protocol.worker.UpdateRequest;
import dev.facewire.protocol.worker.WorkerEvent;
import dev.facewire.rtc.FrameSource;
import dev.facewire.rtc.MediaOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/** A worker's sessions and their slots, together. Confined to the worker's event loop. */
public final class Sessions {
    private final String workerId;
    private final long epoch;
    private final Reservations reservations;
    private final Duration reservationTtl;
    private final DeviceLoop device;
    private final BiConsumer<String, WorkerEvent> bus;
    private final Executor eventLoop;
    private final MediaOptions media;
    private final Runnable onChange;
    private final Map<String, WorkerSession> byId = new HashMap<>();

    /**
     * No sessions yet.
     *
     * @param reservationTtl how long a client has to connect after the answer
     * @param bus sends an event to an address
     * @param eventLoop the worker's own
     * @param media what peers may do on this machine's network, and which codecs they decode; null for the defaults
     * @param onChange called when a slot was taken or freed
     */
    public Sessions(
            String workerId,
            long epoch,
            Reservations reservations,
            Duration reservationTtl,
            DeviceLoop device,
            BiConsumer<String, WorkerEvent> bus,
            Executor eventLoop,
            MediaOptions media,
            Runnable onChange) {
        this.workerId = workerId;
        this.epoch = epoch;
        this.reservations = reservations;
        this.reservationTtl = reservationTtl;
        this.device = device;
        this.bus = bus;
        this.eventLoop = eventLoop;
        this.media = media;
        this.onChange = onChange;
    }

    /** Answers an offer for a reserved slot, or one of a session that is here. */
    public CompletableFuture<OfferReply> offer(OfferRequest request) {
        reservations.require(request.sessionId(), request.reservationId());
        WorkerSession session = byId.computeIfAbsent(request.sessionId(), id -> open(id, request.eventsTo()));
        return answer(session, request)
                .whenCompleteAsync(
                        (answer, failure) -> {
                            if (failure == null) {
                                reservations.renew(session.id(), reservationTtl);
                            } else if (session.neverAnswered()) {
                                release(session.id(), "the offer could not be answered");
                            }
                        },
                        eventLoop);
    }

    /** A session of which nothing could be opened leaves nothing behind: the same offer may come again. */
    private CompletableFuture<OfferReply> answer(WorkerSession session, OfferRequest request) {
        try {
            return session.offer(request);
        } catch (RuntimeException | Error notTaken) {
            if (session.unopened()) {
                release(session.id(), "the offer could not be answered");
            }
            throw notTaken;
        }
    }

    private WorkerSession open(String id, String eventsTo) {
        SessionEvents events = new SessionEvents(id, workerId, epoch, bus, eventsTo);
        return new WorkerSession(id, workerId, device, events, eventLoop, new SlotHost(), media);
    }

    public CompletableFuture<Void> ice(IceRequest request) {
        return require(request.sessionId()).ice(request);
    }

    public CompletableFuture<Void> update(UpdateRequest request) {
        return require(request.sessionId()).update(request);
    }

    /** Where a session's frames go out; null where it is not here, not open yet, or over. */
    public FrameSource outgoing(String id) {
        WorkerSession session = byId.get(id);
        return session == null ? null : session.outgoing();
    }

    private WorkerSession require(String id) {
        WorkerSession session = byId.get(id);
        if (session == null) {
            throw new Fault(ErrorCode.NO_SESSION, "this worker has no such session");
        }
        return session;
    }

    /** Ends a session and frees its slot; what is not there is no error. Returns the last counters, or null. */
    public SessionStats release(String id, String reason) {
        WorkerSession session = byId.remove(id);
        SessionStats last = session == null ? null : session.end(reason);
        if (reservations.release(id)) {
            onChange.run();
        }
        return last;
    }

    /** About once a second. */
    public void tick(long nowMs) {
        for (WorkerSession session : List.copyOf(byId.values())) {
            session.tick(nowMs);
        }
        for (String expired : reservations.expire()) {
            WorkerSession session = byId.remove(expired);
            if (session != null) {
                session.end("the client did not connect in time");
            }
            onChange.run();
        }
    }

    /** Gives them all up: another worker may have them. */
    public void giveUpAll(String reason) {
        List.copyOf(byId.values()).forEach(session -> session.giveUp(reason));
    }

    private final class SlotHost implements WorkerSession.Host {
        @Override
        public void connected(WorkerSession session) {
            reservations.use(session.id());
            onChange.run();
        }

        @Override
        public void over(WorkerSession session) {
            byId.remove(session.id(), session);
            if (reservations.release(session.id())) {
                onChange.run();
            }
        }
    }
}
