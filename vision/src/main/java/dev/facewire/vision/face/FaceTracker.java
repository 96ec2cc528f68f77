package dev.facewire.vision.face;

import dev.facewire.media.I420Frame;
import dev.facewire.vision.face.FaceFinder.Look;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/**
 * Follows the faces of one session: from their last landmarks, and with the detector's help when one is lost, and every
 * so often to see who else came. Confined to the device loop's thread.
 */
public final class FaceTracker {
    /** More people than this before one camera are shielded whole. */
    public static final int MOST_FACES = 4;
    /**
     * Between looks at the whole picture while nothing changes beside the faces that are followed. When something does,
     * somebody may have stepped before the camera, and the detector looks at once.
     */
    static final int DETECT_EVERY = 15;

    /** The least score of a face: MediaPipe's own is 0.5, but who is half turned away must be covered too. */
    private static final double THRESHOLD = 0.4;
    /** After one of several faces is lost it may still be there, unseen: so long nothing of the picture is shown. */
    private static final long MISSING_NANOS = 1_000_000_000;

    private final FaceMesh mesh;
    private final FaceTexels texels;
    private final List<FaceTrack> tracks = new ArrayList<>();
    private int frames;
    private int nextId = 1;
    private boolean crowd;
    /** The detector is to look, and has not yet: it may have failed. */
    private boolean lookDue;

    private final SceneChange change = new SceneChange();
    private final HalfFaces halves = new HalfFaces();
    private final List<Missing> missing = new ArrayList<>();
    private List<Box> unclear = List.of();

    /** Where a face was when it was lost; until then it may be there still. */
    private record Missing(FaceTrack track, long untilNanos) {}

    public FaceTracker(FaceMesh mesh) {
        this.mesh = mesh;
        this.texels = new FaceTexels(mesh);
    }

    /** One session's next frame. */
    public record Step(FaceTracker tracker, I420Frame frame, long arrivedNanos) {}

    /**
     * Follows the faces of several sessions into their next frames, each network once for all of them. What was found is
     * in {@link #faces}.
     */
    public static void track(FaceFinder finder, List<Step> steps) {
        follow(finder, steps);
        detect(finder, steps);
        for (Step step : steps) {
            step.tracker()
                    .tracks
                    .sort(Comparator.comparingDouble(FaceTracker::size).reversed());
            step.tracker().frames++;
        }
    }

    private static void detect(FaceFinder finder, List<Step> steps) {
        List<Step> detecting = new ArrayList<>();
        List<I420Frame> pictures = new ArrayList<>();
        for (Step step : steps) {
            if (step.tracker().mustDetect(step.frame())) {
                detecting.add(step);
                pictures.add(step.frame());
                pictures.addAll(step.tracker().halves.pictures(step.frame()));
            }
        }
        if (detecting.isEmpty()) {
            return;
        }
        Iterator<List<Detection>> found =
                finder.detect(pictures, EdgeMirror.THRESHOLD).iterator();
        for (Step step : detecting) {
            FaceTracker tracker = step.tracker();
            List<Detection> whole = found.next().stream()
                    .filter(face -> face.score() >= THRESHOLD)
                    .toList();
            tracker.halves.take(found, step.frame().width());
            tracker.look(finder, step, whole);
        }
    }

    private static void follow(FaceFinder finder, List<Step> steps) {
        List<Look> looks = new ArrayList<>();
        for (Step step : steps) {
            step.tracker().dropLost(step.arrivedNanos()); // of a frame in which something failed half-way
            for (FaceTrack track : step.tracker().tracks) {
                looks.add(track.look(step.frame()));
                if (track.secondLookDue()) {
                    looks.add(track.secondLook(step.frame()));
                }
            }
        }
        Iterator<MeshFit> fits = finder.fit(looks).iterator();
        for (Step step : steps) {
            for (FaceTrack track : step.tracker().tracks) {
                boolean due = track.secondLookDue();
                MeshFit first = fits.next();
                track.follow(first, due ? fits.next() : null, step.tracker().mesh, step.frame(), step.arrivedNanos());
            }
            step.tracker().dropLost(step.arrivedNanos());
        }
    }

    private void dropLost(long arrivedNanos) {
        List<FaceTrack> lost = tracks.stream().filter(track -> !track.alive()).toList();
        lost.forEach(track -> missing.add(new Missing(track, arrivedNanos + MISSING_NANOS)));
        tracks.removeAll(lost);
        lookDue |= !lost.isEmpty();
        merge();
    }

    private boolean mustDetect(I420Frame frame) {
        boolean changed = change.beside(tracks, frame); // asked each time: it compares with the frame before
        halves.due(change);
        lookDue |= changed || tracks.isEmpty() || !unclear.isEmpty() || halves.any() || frames % DETECT_EVERY == 0;
        return lookDue;
    }

    /** The faces of the last frame, largest first; empty when none is seen, or more than can be followed. */
    public List<FaceTrack> faces() {
        return crowd ? List.of() : List.copyOf(tracks);
    }

    /** Was a face lost a moment ago, and none found again near that place? It may still be in the picture. */
    public boolean missing(long arrivedNanos) {
        missing.removeIf(gone -> arrivedNanos - gone.untilNanos() >= 0);
        return !missing.isEmpty();
    }

    /**
     * Where the detector, when it last looked, saw a face that can't be followed: the mesh does not fit, because it is half
     * turned away or too odd, or half of it is beyond the picture's edge.
     */
    public List<Box> unclear() {
        List<Box> all = new ArrayList<>(unclear);
        all.addAll(halves.boxes());
        return all;
    }

    /** Two tracks that slid onto one face are one: the elder stays. */
    private void merge() {
        for (int i = 0; i < tracks.size(); i++) {
            Box box = tracks.get(i).face().box();
            tracks.subList(i + 1, tracks.size())
                    .removeIf(other -> other.face().box().overlap(box) > 0.5);
        }
    }

    /** Compares what the detector found with who is followed, and begins to follow the others. */
    private void look(FaceFinder finder, Step step, List<Detection> found) {
        crowd = found.size() > MOST_FACES;
        for (FaceTrack track : tracks) {
            track.seenByDetector(found.stream().anyMatch(track::covers));
        }
        List<Box> unfitted = new ArrayList<>();
        for (Detection detection : found) {
            if (tracks.stream().anyMatch(track -> track.covers(detection))) {
                continue;
            }
            if (tracks.size() == MOST_FACES) {
                crowd = true;
            } else if (!begin(finder, step, detection)) {
                unfitted.add(detection.box());
            }
        }
        unclear = List.copyOf(unfitted);
        lookDue = false;
    }

    /** A first look at the detector's box, a second one at the mesh's own region; false where no mesh fits. */
    private boolean begin(FaceFinder finder, Step step, Detection detection) {
        MeshFit first = finder.fit(step.frame(), Region.around(detection));
        if (Trust.gone(first)) {
            return false;
        }
        FaceTrack track = new FaceTrack(nextId++, mesh, texels);
        track.begin(finder.fit(step.frame(), Region.around(first.face())), mesh, step.frame(), step.arrivedNanos());
        if (!track.covers(detection)) {
            return false;
        }
        tracks.add(track);
        missing.stream()
                .filter(gone -> gone.track().wasNear(track))
                .findFirst()
                .ifPresent(missing::remove); // one face found again accounts for one that was lost
        return true;
    }

    private static double size(FaceTrack track) {
        Box box = track.face().box();
        return box.width() * box.height();
    }
}
