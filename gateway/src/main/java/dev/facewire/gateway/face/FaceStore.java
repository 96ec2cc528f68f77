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
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The crops: here, and written behind to the cluster, where another gateway finds them on a miss. Never on a disk.
 * Confined to the gateway's event loop.
 *
 * <p>A deleted face leaves a tombstone under a key of its own. Absence alone would not do: after a partition Hazelcast
 * merges what one side still has into what the other side has removed, and the face would come back. Tombstones of both
 * sides survive a merge, and {@link #reconcile} looks for them, so that a gateway learns of a deletion even where the
 * event that tells of it was lost.
 */
public final class FaceStore {
    /** How long another gateway's face is used without asking for it again. */
    private static final Duration COPY_LIFE = Duration.ofSeconds(60);
    /** A map that doesn't answer belongs to a frozen gateway; a client should not wait for that. */
    private static final long MAP_TIMEOUT_MS = 1500;
    /** Longer than any partition that mends by itself; a tombstone has about 30 bytes. */
    static final Duration TOMBSTONE_LIFE = Duration.ofHours(24);
    /** Before the id in a tombstone's key; no id has a dot. */
    private static final String TOMBSTONE = "gone.";

    private final WriteBehind map;
    private final Clock clock;
    private final FaceLimits limits;
    private final SecureRandom random;
    private final Map<String, Entry> faces = new HashMap<>();
    /** Deleted faces, by id, so that no answer that was under way brings one back. */
    private final Map<String, Deletion> deleted = new HashMap<>();

    private boolean reconciling;

    private record Entry(StoredFace face, boolean copy, long expiresAtMs) {}

    /** A face that was deleted; {@code inCluster} where the tombstone is known to be written and the crop removed. */
    private record Deletion(long untilMs, boolean inCluster) {}

    public FaceStore(WriteBehind map, Clock clock, FaceLimits limits, SecureRandom random) {
        this.map = map;
        this.clock = clock;
        this.limits = limits;
        this.random = random;
    }

    /**
     * Refuses a face that would be one too many.
     *
     * @throws Fault TOO_MANY, saying how many there are and when the next one expires
     */
    public void requireRoom(String owner) {
        purge();
        List<Entry> own = faces.values().stream()
                .filter(entry -> !entry.copy() && entry.face().owner().equals(owner))
                .toList();
        if (own.size() >= limits.maxPerClient()) {
            throw new Fault(
                    ErrorCode.TOO_MANY,
                    "you have " + own.size() + " faces, the most that one client may have; " + nextExpiry(own)
                            + "; delete one that you no longer need (DELETE /v1/faces/ID)");
        }
        if (faces.size() >= limits.maxCount() || bytes() >= limits.maxBytes()) {
            throw new Fault(
                    ErrorCode.TOO_MANY,
                    "this gateway holds " + faces.size() + " faces, as many as it can; " + nextExpiry(faces.values())
                            + (own.isEmpty() ? "; try again then" : "; delete one of your " + own.size() + " or wait"));
        }
    }

    private String nextExpiry(Collection<Entry> of) {
        long expiresAtMs = of.stream().mapToLong(Entry::expiresAtMs).min().orElse(clock.millis());
        long minutes = Math.max(1, (expiresAtMs - clock.millis() + 59_999) / 60_000);
        return "the first of them to expire does so in " + minutes + (minutes == 1 ? " minute" : " minutes")
                + " unless a session uses it";
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
        if (!wellFormed(id) || isDeleted(id)) {
            return Future.failedFuture(unknown());
        }
        Entry here = faces.get(id);
        if (here != null && clock.millis() < here.expiresAtMs()) {
            return Future.succeededFuture(here.face());
        }
        return Future.all(map.get(id), map.get(TOMBSTONE + id))
                .timeout(MAP_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(
                        new Fault(ErrorCode.CLUSTER_BUSY, "the face could not be looked up; try again")))
                .map(found -> {
                    String text = found.resultAt(0);
                    if (found.resultAt(1) != null) {
                        deletedInCluster(id);
                    }
                    if (text == null || isDeleted(id)) { // perhaps deleted while the map was asked
                        faces.remove(id);
                        throw unknown();
                    }
                    StoredFace face = Json.decode(text, StoredFace.class);
                    faces.put(id, new Entry(face, true, clock.millis() + COPY_LIFE.toMillis()));
                    return face;
                });
    }

    /** True where the face is known to be deleted, from when {@link #remove} is called or another gateway's is heard of. */
    public boolean isDeleted(String id) {
        return deleted.containsKey(id);
    }

    /**
     * Deletes a face everywhere; completes when the cluster has noted it. From the call on this gateway gives it to
     * nobody, whether the cluster answers or not.
     *
     * @return NO_SUCH_FACE where there is none, or none any more; CLUSTER_BUSY where the cluster does not answer: to be
     *     called again
     */
    public Future<Void> remove(String id) {
        Deletion known = deleted.get(id);
        if (known != null && !known.inCluster()) {
            return removeInCluster(id);
        }
        return get(id).compose(face -> {
            forget(id, false);
            return removeInCluster(id);
        });
    }

    private Future<Void> removeInCluster(String id) {
        // The tombstone first: who misses the crop must find it.
        return map.put(TOMBSTONE + id, "", TOMBSTONE_LIFE)
                .transform((noted, failure) -> map.remove(id)
                        .compose(done ->
                                failure == null ? Future.<Void>succeededFuture() : Future.failedFuture(failure)))
                .onSuccess(done -> forget(id, true))
                .timeout(MAP_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(new Fault(
                        ErrorCode.CLUSTER_BUSY, "the face is deleted here, not yet everywhere; delete it again")));
    }

    /** Another gateway removed it. */
    public void removedElsewhere(String id) {
        if (wellFormed(id)) {
            forget(id, true);
        }
    }

    /**
     * A key appeared in the map: by a gateway, or by a merge after a partition, which may bring a deleted face back.
     *
     * @return the id of the face that is deleted by it; empty where none is
     */
    public Optional<String> appeared(String key) {
        if (isDeleted(key)) {
            map.remove(key);
            return Optional.empty();
        }
        if (!key.startsWith(TOMBSTONE)) {
            return Optional.empty();
        }
        String id = key.substring(TOMBSTONE.length());
        if (!isDeleted(id)) { // else it is our own, and the crop perhaps not removed yet
            removedElsewhere(id);
        }
        return Optional.of(id);
    }

    private void forget(String id, boolean inCluster) {
        faces.remove(id);
        deleted.put(id, new Deletion(clock.millis() + TOMBSTONE_LIFE.toMillis(), inCluster));
    }

    /** A tombstone was found; what a merge after a partition brought back goes again. */
    private void deletedInCluster(String id) {
        forget(id, true);
        map.remove(id);
    }

    /** A session uses it: it lives on. Writes at most once in a quarter of its time. */
    public void renew(String id) {
        Entry here = faces.get(id);
        long ttlMs = limits.timeToLive().toMillis();
        if (isDeleted(id)) {
            return;
        }
        if (here == null || here.copy()) {
            map.touch(id, limits.timeToLive());
        } else if (here.expiresAtMs() - clock.millis() < ttlMs * 3 / 4) {
            faces.put(id, new Entry(here.face(), false, clock.millis() + ttlMs));
            map.touch(id, limits.timeToLive()).onSuccess(there -> putBack(id, there));
        }
    }

    /**
     * The cluster lost it (its members died together, or the first write failed), or it was deleted a moment ago: the
     * tombstone, written before the removal, tells which.
     */
    private void putBack(String id, boolean there) {
        if (there) {
            return;
        }
        map.get(TOMBSTONE + id).onSuccess(tombstone -> {
            Entry here = faces.get(id);
            if (tombstone != null) {
                deletedInCluster(id);
            } else if (here != null && !isDeleted(id)) {
                map.put(id, Json.encode(here.face()), limits.timeToLive());
            }
        });
    }

    /**
     * Asks the cluster which faces were deleted without this gateway hearing of it: those that are here and those that
     * sessions use. To be called every few seconds; does nothing while an earlier call waits for the map.
     *
     * @return the ids of the deleted ones; they are given to nobody any more
     */
    public Future<Set<String>> reconcile(Collection<String> inUse) {
        if (reconciling) {
            return Future.succeededFuture(Set.of());
        }
        reconciling = true;
        Set<String> asked = new HashSet<>(inUse);
        asked.addAll(faces.keySet());
        Set<String> gone = new HashSet<>();
        List<Future<?>> answers = new ArrayList<>();
        for (String id : asked) {
            if (isDeleted(id)) {
                gone.add(id);
            } else if (wellFormed(id)) {
                answers.add(map.get(TOMBSTONE + id).onSuccess(tombstone -> {
                    if (tombstone != null) {
                        deletedInCluster(id);
                        gone.add(id);
                    }
                }));
            }
        }
        return Future.join(answers).transform(any -> {
            reconciling = false; // a map that did not answer is asked again next time
            return Future.succeededFuture(gone);
        });
    }

    /** Forgets what has expired. */
    public void purge() {
        long now = clock.millis();
        faces.values().removeIf(entry -> now >= entry.expiresAtMs());
        deleted.values().removeIf(deletion -> now >= deletion.untilMs());
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
