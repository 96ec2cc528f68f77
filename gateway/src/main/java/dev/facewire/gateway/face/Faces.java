package dev.facewire.gateway.face;

import dev.facewire.gateway.access.Caller;
import dev.facewire.gateway.assign.Candidate;
import dev.facewire.gateway.assign.Selector;
import dev.facewire.gateway.assign.Wanted;
import dev.facewire.gateway.assign.WorkerCalls;
import dev.facewire.gateway.assign.WorkerPool;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.http.FaceCreated;
import dev.facewire.protocol.worker.InspectReply;
import dev.facewire.protocol.worker.InspectRequest;
import dev.facewire.protocol.worker.Verb;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Enrols faces: header checks here, looking at them on a worker, keeping only the crop that it returns. */
public final class Faces {
    public static final int MAX_IMAGES = 8;
    /** A CPU worker that swaps meanwhile takes seconds for a photo; nobody's call waits for it. */
    private static final Duration INSPECT_TIMEOUT = Duration.ofSeconds(10);

    private static final int MAX_ATTEMPTS = 3;

    private final Selector selector;
    private final WorkerPool pool;
    private final WorkerCalls calls;
    private final FaceStore store;

    public Faces(Selector selector, WorkerPool pool, WorkerCalls calls, FaceStore store) {
        this.selector = selector;
        this.pool = pool;
        this.calls = calls;
        this.store = store;
    }

    /** Enrols one person from pictures of that person. */
    public Future<FaceCreated> enrol(List<byte[]> images, Caller caller) {
        images.forEach(ImageHeader::check);
        store.requireRoom(caller.key());
        return inspect(new InspectRequest(images), new HashSet<>(), null).map(found -> {
            StoredFace face = store.add(found.crop(), found.width(), found.height(), caller.key());
            String expiresAt = store.expiry().truncatedTo(ChronoUnit.SECONDS).toString();
            return new FaceCreated(face.id(), face.width(), face.height(), found.warnings(), expiresAt);
        });
    }

    /** A worker that refuses because of its own state, or that goes away, is no reason to fail the client. */
    private Future<InspectReply> inspect(InspectRequest request, Set<String> tried, Fault last) {
        Wanted wanted = new Wanted(null, Map.of(), tried, false);
        Optional<Candidate> chosen =
                tried.size() < MAX_ATTEMPTS ? selector.choose(pool.candidates(), wanted) : Optional.empty();
        if (chosen.isEmpty()) {
            return Future.failedFuture(last != null ? last : selector.whyNone(pool.candidates(), wanted));
        }
        Candidate worker = chosen.get();
        tried.add(worker.report().workerId());
        return calls.request(worker.key(), Verb.INSPECT, request, InspectReply.class, INSPECT_TIMEOUT)
                .recover(failure -> failure instanceof Fault fault
                                && fault.code().retryable()
                                && fault.code() != ErrorCode.WORKER_TIMEOUT
                        ? inspect(request, tried, fault)
                        : Future.failedFuture(failure));
    }
}
