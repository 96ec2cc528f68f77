package dev.facewire.vision.face;

import dev.facewire.media.I420Frame;
import dev.facewire.vision.face.FaceFinder.Look;

/** One face, followed from frame to frame. Confined to the device loop's thread. */
public final class FaceTrack {
    private static final int SECOND_LOOK_EVERY = 5;
    private static final double SECOND_LOOK_MARGIN = 1.75;
    /** A face that is found within this many eye distances of one that was lost is taken for it. */
    private static final double NEAR = 3;
    /** In eye distances; found with the limits in {@link Trust}. */
    private static final double DISAGREEMENT = 0.085;

    // Landmarks beyond these are nowhere near the face: a mosaic over them would cover something else.
    private static final double LEAST_EYE_DISTANCE_PX = 4;
    private static final double MOST_GROWTH = 2;

    private final int id;
    private final Trust trust = new Trust();
    private final LandmarkFilter filter = new LandmarkFilter();
    private final FaceTexels texels;
    private final LearnedFace learned;
    private Landmarks raw;
    private Landmarks calm;
    private Pose pose;
    private double lastX;
    private double lastY;
    private int frames;
    /** The detector does not see this face. */
    private boolean unseen;
    /** A second, wider look sees it otherwise. */
    private boolean inconsistent;

    /** @param texels shared by the faces of a session */
    FaceTrack(int id, FaceMesh mesh, FaceTexels texels) {
        this.id = id;
        this.texels = texels;
        this.learned = new LearnedFace(mesh, texels);
    }

    /** Stable for as long as the face is followed. */
    public int id() {
        return id;
    }

    public TrustState state() {
        return trust.state();
    }

    /** For how many frames in a row the face has been trusted. */
    public int trustedFrames() {
        return trust.trustedFrames();
    }

    /** The calmed landmarks of the last frame; null when lost. */
    public Landmarks face() {
        return calm;
    }

    /** The pose in the last frame; null when lost. */
    public Pose pose() {
        return pose;
    }

    /** Where the face is expected in the next frame. */
    Look look(I420Frame frame) {
        return new Look(frame, Region.around(raw));
    }

    boolean secondLookDue() {
        return frames % SECOND_LOOK_EVERY == 0;
    }

    /** The same, wider: landmarks that are right come out much the same. */
    Look secondLook(I420Frame frame) {
        return new Look(frame, Region.around(raw, SECOND_LOOK_MARGIN));
    }

    /**
     * Takes what was seen.
     *
     * @param second what the wider look saw, or null where it was not due
     */
    void follow(MeshFit fit, MeshFit second, FaceMesh mesh, I420Frame frame, long arrivedNanos) {
        take(fit, second, raw, mesh, frame, arrivedNanos);
    }

    /** Begins with what was seen where the detector found a face. */
    void begin(MeshFit fit, FaceMesh mesh, I420Frame frame, long arrivedNanos) {
        filter.reset();
        take(fit, null, null, mesh, frame, arrivedNanos);
    }

    private void take(
            MeshFit fit, MeshFit second, Landmarks before, FaceMesh mesh, I420Frame frame, long arrivedNanos) {
        if (Trust.gone(fit) || astray(fit.face(), before, frame)) {
            lose();
            return;
        }
        frames++;
        pose = Pose.of(fit.face(), mesh);
        raw = fit.face();
        lastX = raw.centreX();
        lastY = raw.centreY();
        if (second != null) {
            inconsistent = !second.face().finite() || raw.disagreement(second.face()) > DISAGREEMENT;
        }
        boolean doubtful = unseen || inconsistent;
        trust.judge(fit, before, pose, frame.width(), frame.height(), doubtful);
        if (trust.fine() && learnedCovered(frame)) {
            trust.doubt();
        }
        if (trust.fine()) {
            calm = filter.next(raw, arrivedNanos);
        } else {
            filter.reset();
            calm = raw;
        }
    }

    /** Are these the landmarks of something else, or of nothing? */
    private static boolean astray(Landmarks now, Landmarks before, I420Frame frame) {
        if (now.eyeDistance() < LEAST_EYE_DISTANCE_PX || now.shareWithin(frame.width(), frame.height()) == 0) {
            return true;
        }
        if (before == null) {
            return false;
        }
        double growth = now.eyeDistance() / before.eyeDistance();
        return growth > MOST_GROWTH || growth < 1 / MOST_GROWTH || now.box().overlap(before.box()) == 0;
    }

    /** The detector looked at the whole picture: does it see this face too? */
    void seenByDetector(boolean seen) {
        unseen = !seen;
    }

    /** Is so much before the face that it can't be swapped? */
    private boolean learnedCovered(I420Frame frame) {
        texels.read(frame, raw);
        return learned.covered();
    }

    /**
     * Where something is before a trusted face: {@link FaceTexels#SIDE} squared cells over the mesh's flat square, row by
     * row, 0 to 1; null where there is nothing. Not to be written; good until the next frame.
     */
    public float[] hidden() {
        return learned.hidden();
    }

    private void lose() {
        trust.lost();
        learned.forget();
        raw = null;
        calm = null;
        pose = null;
        unseen = false;
        inconsistent = false;
    }

    /** Was this face last seen about where the other one is now? */
    boolean wasNear(FaceTrack found) {
        return Math.hypot(lastX - found.lastX, lastY - found.lastY) < NEAR * found.raw.eyeDistance();
    }

    boolean alive() {
        return raw != null;
    }

    /** Is this detection the face of this track? */
    boolean covers(Detection detection) {
        return raw != null
                && Math.hypot(
                                detection.box().centreX() - raw.centreX(),
                                detection.box().centreY() - raw.centreY())
                        < 1.2 * raw.eyeDistance();
    }
}
