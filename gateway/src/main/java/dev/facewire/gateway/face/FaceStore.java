package dev.facewire.gateway.face;

import dev.facewire.gateway.store.WriteBehind;
import dev.facewire.protocol.Json;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The crops: here, and written behind to the cluster, where another gateway finds them on a miss. Never on a disk.
 * Confined to the gateway's event loop.
 */
public final class FaceStore {
    /** How long another gateway's face is trusted to be still there without asking. */
    private static final Duration COPY_LIFE = Duration.ofSeconds(60);
    /** A map that doesn't answer belongs to a frozen gateway; a client should not wait for that. */
    private static final long MAP_TIMEOUT_MS = 1500;

    private final WriteBehind map;
    private final Clock clock;
    private final FaceLimits limits;
    private final SecureRandom random;
    private final Map<String, Entry> faces = new HashMap<>();

    private record Entry(StoredFace face, boolean copy, long expiresAtMs) {}

    public FaceStore(WriteBehind map, Clock clock, FaceLimits limits, SecureRandom random) {
        this.map = map;
        this.clock = clock;
        this.limits = limits;
        this.random = random;
    }

    /**
     * Refuses a face that would be one too many.
     *
     * @throws Fault TOO_MANY
     */
    public void requireRoom(String owner) {
        purge();
        if (faces.size() >= limits.maxCount() || bytes() >= limits.maxBytes()) {
            throw new Fault(ErrorCode.TOO_MANY, "this gateway keeps as many faces as it may; delete some or wait");
        }
        long own = faces.values().stream()
                .filter(entry -> entry.face().owner().equals(owner))
                .count();
        if (own >= limits.maxPerClient()) {
            throw new Fault(
                    ErrorCode.TOO_MANY,
                    "you have " + own + " faces here, which is all that one client may; delete some or wait");
        }
    }

    /** Keeps a crop under a new id of 128 random bits. */
    public StoredFace add(byte[] crop, int width, int height, String owner) {
        requireRoom(owner);
        byte[] drawn = new byte[16];
        random.nextBytes(drawn);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(drawn);
        StoredFace face = new StoredFace(id, crop, width, height, owner);
        faces.put(
                id, new Entry(face, false, clock.millis() + limits.timeToLive().toMillis()));
        map.put(id, Json.encode(face), limits.timeToLive());
        return face;
    }

    /** When a face added or renewed now is forgotten. */
    public Instant expiry() {
        return clock.instant().plus(limits.timeToLive());
    }

    /** The face; or NO_SUCH_FACE, or CLUSTER_BUSY where it isn't here and the cluster doesn't say. */
    public Future<StoredFace> get(String id) {
        Entry here = faces.get(id);
        if (here != null && clock.millis() < here.expiresAtMs()) {
            return Future.succeededFuture(here.face());
        }
        if (!wellFormed(id)) {
            return Future.failedFuture(unknown());
        }
        return map.get(id)
                .timeout(MAP_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(
                        new Fault(ErrorCode.CLUSTER_BUSY, "the face could not be looked up; try again")))
                .map(text -> {
                    if (text == null) {
                        faces.remove(id);
                        throw unknown();
                    }
                    StoredFace face = Json.decode(text, StoredFace.class);
                    faces.put(id, new Entry(face, true, clock.millis() + COPY_LIFE.toMillis()));
                    return face;
                });
    }

    /** Forgets a face everywhere; completes when the cluster has forgotten it too. */
    public Future<Void> remove(String id) {
        return get(id).compose(face -> {
            faces.remove(id);
            return map.remove(id)
                    .timeout(MAP_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                    .recover(failure -> Future.failedFuture(new Fault(
                            ErrorCode.CLUSTER_BUSY, "the face is deleted here, not yet everywhere; delete it again")));
        });
    }

    /** Another gateway removed it. */
    public void removedElsewhere(String id) {
        faces.remove(id);
    }

    /** A session uses it: it lives on. Writes at most once in a quarter of its time. */
    public void renew(String id) {
        Entry here = faces.get(id);
        long ttlMs = limits.timeToLive().toMillis();
        if (here == null || here.copy()) {
            map.touch(id, limits.timeToLive());
        } else if (here.expiresAtMs() - clock.millis() < ttlMs * 3 / 4) {
            faces.put(id, new Entry(here.face(), false, clock.millis() + ttlMs));
            map.touch(id, limits.timeToLive());
        }
    }

    /** Forgets what has expired. */
    public void purge() {
        long now = clock.millis();
        faces.values().removeIf(entry -> now >= entry.expiresAtMs());
    }

    public int count() {
        return faces.size();
    }

    public long bytes() {
        return faces.values().stream()
                .mapToLong(entry -> entry.face().crop().length)
                .sum();
    }

    private static boolean wellFormed(String id) {
        return id != null && id.matches("[A-Za-z0-9_-]{22}");
    }

    private static Fault unknown() {
        return new Fault(ErrorCode.NO_SUCH_FACE, "no such face; it may have expired: send the picture again");
    }
}
