package dev.facewire.gpu.face;

import dev.facewire.rtc.frame.I420Frame;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Follows the faces of one session: from their last landmarks, and with the detector's help when one is lost, and every
 * so often to see who else came. Confined to the device loop's thread.
 */
public final class FaceTracker {
    /** More people than this before one camera are shielded whole. */
    public static final int MOST_FACES = 4;
    /**
     * Between looks at the whole picture while all is well. Who steps before the camera is bare until then: so a seventh
     * of a second at 30 fps, and not the half second that following one face would need.
     */
    static final int DETECT_EVERY = 4;

    private static final double THRESHOLD = 0.5;
    /** After one of several faces is lost it may still be there, unseen: so long nothing of the picture is shown. */
    private static final long MISSING_NANOS = 1_000_000_000;

    private final FaceMesh mesh;
    private final List<FaceTrack> tracks = new ArrayList<>();
    private int frames;
    private int nextId = 1;
    private boolean crowd;
    private final List<Missing> missing = new ArrayList<>();

    /** Where a face was when it was lost; until then it may be there still. */
    private record Missing(FaceTrack track, long untilNanos) {}

    public FaceTracker(FaceMesh mesh) {
        this.mesh = mesh;
    }

    /**
     * Follows into the next frame.
     *
     * @return the faces there are, largest first; empty when none is seen, or more than can be followed
     */
    public List<FaceTrack> track(FaceFinder finder, I420Frame frame, long arrivedNanos) {
        for (FaceTrack track : tracks) {
            track.follow(finder, mesh, frame, arrivedNanos);
        }
        List<FaceTrack> lost = tracks.stream().filter(track -> !track.alive()).toList();
        lost.forEach(track -> missing.add(new Missing(track, arrivedNanos + MISSING_NANOS)));
        tracks.removeAll(lost);
        merge();
        if (!lost.isEmpty() || tracks.isEmpty() || frames % DETECT_EVERY == 0) {
            look(finder, frame, arrivedNanos);
        }
        frames++;
        tracks.sort(Comparator.comparingDouble(FaceTracker::size).reversed());
        return crowd ? List.of() : List.copyOf(tracks);
    }

    /** Was a face lost a moment ago, and none found again near that place? It may still be in the picture. */
    public boolean missing(long arrivedNanos) {
        missing.removeIf(gone -> arrivedNanos - gone.untilNanos() >= 0);
        return !missing.isEmpty();
    }

    /** Two tracks that slid onto one face are one: the elder stays. */
    private void merge() {
        for (int i = 0; i < tracks.size(); i++) {
            Box box = tracks.get(i).face().box();
            tracks.subList(i + 1, tracks.size())
                    .removeIf(other -> other.face().box().overlap(box) > 0.5);
        }
    }

    private void look(FaceFinder finder, I420Frame frame, long arrivedNanos) {
        List<Detection> found = finder.detect(frame, THRESHOLD);
        crowd = found.size() > MOST_FACES;
        for (FaceTrack track : tracks) {
            track.seenByDetector(found.stream().anyMatch(track::covers));
        }
        for (Detection detection : found) {
            if (tracks.size() < MOST_FACES && tracks.stream().noneMatch(track -> track.covers(detection))) {
                FaceTrack track = new FaceTrack(nextId++);
                track.begin(detection, finder, mesh, frame, arrivedNanos);
                if (track.alive()) {
                    tracks.add(track);
                    missing.stream()
                            .filter(gone -> gone.track().wasNear(track))
                            .findFirst()
                            .ifPresent(missing::remove); // one face found again accounts for one that was lost
                }
            }
        }
    }

    private static double size(FaceTrack track) {
        Box box = track.face().box();
        return box.width() * box.height();
    }
}
