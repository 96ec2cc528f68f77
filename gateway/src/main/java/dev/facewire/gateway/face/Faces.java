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
import dev.facewire.protocol.image.ImageHeader;
import dev.facewire.protocol.worker.InspectReply;
import dev.facewire.protocol.worker.InspectRequest;
import dev.facewire.protocol.worker.Verb;
import io.vertx.core.Future;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Enrols faces: header checks here, looking at them on a worker, keeping only the crop that it returns. */
public final class Faces {
    public static final int MAX_IMAGES = 8;
    /** What a worker says before it has touched a photo. After anything else the photo itself may be to blame. */
    private static final Set<ErrorCode> BEFORE_ANY_WORK = EnumSet.of(
            ErrorCode.FULL,
            ErrorCode.DRAINING,
            ErrorCode.STARTING,
            ErrorCode.FAULTED,
            ErrorCode.OVERLOADED,
            ErrorCode.STALE_EPOCH);

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

    /**
     * A worker that refuses at once is no reason to fail the client; one that is lost over a photo gets no successor.
     */
    private Future<InspectReply> inspect(InspectRequest request, Set<String> tried, Fault last) {
        Wanted wanted = new Wanted(null, Map.of(), tried, false);
        Optional<Candidate> chosen =
                tried.size() < MAX_ATTEMPTS ? selector.choose(pool.candidates(), wanted) : Optional.empty();
        if (chosen.isEmpty()) {
            return Future.failedFuture(last != null ? last : selector.whyNone(pool.candidates(), wanted));
        }
        Candidate worker = chosen.get();
        tried.add(worker.report().workerId());
        return calls.request(worker.key(), Verb.INSPECT, request, InspectReply.class, InspectRequest.TIMEOUT)
                .recover(failure -> {
                    if (failure instanceof Fault fault && BEFORE_ANY_WORK.contains(fault.code())) {
                        return inspect(request, tried, fault);
                    }
                    return Future.failedFuture(
                            failure instanceof Fault fault && fault.code() == ErrorCode.WORKER_GONE ? lost() : failure);
                });
    }

    private static Fault lost() {
        return new Fault(
                ErrorCode.WORKER_GONE,
                "the worker was lost while reading this photo; try once more, and if that fails, use another");
    }
}
