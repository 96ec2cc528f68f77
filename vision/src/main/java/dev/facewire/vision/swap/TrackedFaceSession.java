package dev.facewire.vision.swap;

import dev.facewire.vision.engine.SwapEngine;
import dev.facewire.vision.enrol.SourceFace;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.FaceTrack;
import dev.facewire.vision.face.FaceTracker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A session's tracker, its source face, ready for each engine that it was asked for, and what the engine in use
 * remembers of each face before its camera.
 */
final class TrackedFaceSession implements FaceSession {
    /** The chosen face stays the chosen one until another is this much larger. */
    private static final double LARGER = 1.5;

    private final Engines engines;
    private final FaceTracker tracker;
    private final Map<Integer, SwapEngine.Target> targets = new HashMap<>();
    private final Map<SwapEngine, SwapEngine.Prepared> sources = new HashMap<>();
    private SwapEngine engine;
    /** Whose {@link #targets} are; what one engine remembers is nothing to another. */
    private SwapEngine lastUsed;

    private SourceFace face;
    private int chosen;
    private int sinceWhole = 1000;
    private long lastGoodNanos = Long.MIN_VALUE;

    TrackedFaceSession(Engines engines, String engine, FaceMesh mesh, SourceFace face) {
        this.engines = engines;
        this.tracker = new FaceTracker(mesh);
        this.engine = engines.named(engine);
        sources.put(this.engine, this.engine.prepare(face));
        this.face = face;
    }

    FaceTracker tracker() {
        return tracker;
    }

    /** False after {@link #revoke}. */
    boolean hasFace() {
        return face != null;
    }

    /** The source face, ready for an engine; made so now where nobody asked before. */
    SwapEngine.Prepared source(SwapEngine of) {
        return sources.computeIfAbsent(of, asked -> asked.prepare(face));
    }

    @Override
    public void engine(String name) {
        SwapEngine next = engines.named(name);
        if (face != null) {
            source(next);
        }
        engine = next;
    }

    @Override
    public void face(SourceFace other) {
        SwapEngine.Prepared next = engine.prepare(other);
        revoke();
        sources.put(engine, next);
        face = other;
    }

    @Override
    public void revoke() {
        sources.values().forEach(SwapEngine.Prepared::close);
        sources.clear();
        face = null;
    }

    /** What the engine remembers of this face. */
    SwapEngine.Target target(SwapEngine of, FaceTrack track) {
        if (of != lastUsed) {
            keepOnly(List.of());
            lastUsed = of;
        }
        return targets.computeIfAbsent(track.id(), id -> of.target());
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
