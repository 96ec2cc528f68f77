package dev.facewire.gpu.swap;

import dev.facewire.gpu.enrol.Enrolment;
import dev.facewire.gpu.face.FaceMesh;
import dev.facewire.gpu.face.FaceTrack;
import dev.facewire.gpu.face.FaceTracker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A session's tracker, its source face and what the engine remembers of each face before its camera. */
final class TrackedFaceSession implements FaceSession {
    /** The chosen face stays the chosen one until another is this much larger. */
    private static final double LARGER = 1.5;

    private final SwapEngine engine;
    private final Enrolment enrolment;
    private final FaceTracker tracker;
    private final Map<Integer, SwapEngine.Target> targets = new HashMap<>();
    private SwapEngine.Prepared source;
    private int chosen;
    private int sinceWhole = 1000;
    private long lastGoodNanos = Long.MIN_VALUE;

    TrackedFaceSession(SwapEngine engine, Enrolment enrolment, FaceMesh mesh, byte[] crop) {
        this.engine = engine;
        this.enrolment = enrolment;
        this.tracker = new FaceTracker(mesh);
        this.source = engine.prepare(enrolment.read(crop));
    }

    FaceTracker tracker() {
        return tracker;
    }

    /** Null after {@link #revoke}. */
    SwapEngine.Prepared source() {
        return source;
    }

    @Override
    public void face(byte[] crop) {
        SwapEngine.Prepared next = engine.prepare(enrolment.read(crop));
        revoke();
        source = next;
    }

    @Override
    public void revoke() {
        if (source != null) {
            source.close();
            source = null;
        }
    }

    /** What the engine remembers of this face. */
    SwapEngine.Target target(FaceTrack track) {
        return targets.computeIfAbsent(track.id(), id -> engine.target());
    }

    /** Forgets the faces that are gone. */
    void keepOnly(List<FaceTrack> tracks) {
        targets.entrySet().removeIf(entry -> {
            boolean gone = tracks.stream().noneMatch(track -> track.id() == entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
    }

    /** The face that {@code faces=largest} means: steady, so that two people of like size do not take turns. */
    FaceTrack choose(List<FaceTrack> tracks) {
        FaceTrack largest = tracks.get(0);
        FaceTrack choice = tracks.stream()
                .filter(track -> track.id() == chosen)
                .filter(track -> area(largest) < LARGER * area(track))
                .findFirst()
                .orElse(largest);
        chosen = choice.id();
        return choice;
    }

    private static double area(FaceTrack track) {
        return track.face().box().width() * track.face().box().height();
    }

    /** The whole picture was covered. */
    void shieldedWhole() {
        sinceWhole = 0;
    }

    /** Frames since the whole picture was covered, this one with it; to be asked once a frame. */
    int framesSinceWhole() {
        sinceWhole = Math.min(sinceWhole + 1, 1000);
        return sinceWhole;
    }

    void good(long nanos) {
        lastGoodNanos = nanos;
    }

    /** Was a good frame sent at most this long before? */
    boolean goodWithin(long nanos, long now) {
        return lastGoodNanos != Long.MIN_VALUE && now - lastGoodNanos <= nanos;
    }

    @Override
    public void close() {
        revoke();
        keepOnly(List.of());
    }
}
