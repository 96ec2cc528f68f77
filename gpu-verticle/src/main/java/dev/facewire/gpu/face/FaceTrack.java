package dev.facewire.gpu.face;

import dev.facewire.rtc.frame.I420Frame;

/** One face, followed from frame to frame. Confined to the device loop's thread. */
public final class FaceTrack {
    private static final int SECOND_LOOK_EVERY = 5;
    private static final double SECOND_LOOK_MARGIN = 1.75;
    /** A face that is found within this many eye distances of one that was lost is taken for it. */
    private static final double NEAR = 3;
    /** In eye distances; found with the limits in {@link Trust}. */
    private static final double DISAGREEMENT = 0.085;

    private final int id;
    private final Trust trust = new Trust();
    private final LandmarkFilter filter = new LandmarkFilter();
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

    FaceTrack(int id) {
        this.id = id;
    }

    /** Stable for as long as the face is followed. */
    public int id() {
        return id;
    }

    public TrustState state() {
        return trust.state();
    }

    /** The calmed landmarks of the last frame; null when lost. */
    public Landmarks face() {
        return calm;
    }

    /** The pose in the last frame; null when lost. */
    public Pose pose() {
        return pose;
    }

    /** Looks where the face was. */
    void follow(FaceFinder finder, FaceMesh mesh, I420Frame frame, long arrivedNanos) {
        take(finder.fit(frame, Region.around(raw)), raw, finder, mesh, frame, arrivedNanos);
    }

    /** Begins with what the detector found: a first look at its box, a second one at the mesh's own region. */
    void begin(Detection found, FaceFinder finder, FaceMesh mesh, I420Frame frame, long arrivedNanos) {
        MeshFit first = finder.fit(frame, Region.around(found));
        if (first.presence() < Trust.GONE || !first.face().finite()) {
            lose();
            return;
        }
        filter.reset();
        take(finder.fit(frame, Region.around(first.face())), null, finder, mesh, frame, arrivedNanos);
    }

    private void take(
            MeshFit fit, Landmarks before, FaceFinder finder, FaceMesh mesh, I420Frame frame, long arrivedNanos) {
        if (fit.presence() < Trust.GONE || !fit.face().finite()) {
            lose();
            return;
        }
        pose = Pose.of(fit.face(), mesh);
        raw = fit.face();
        lastX = raw.centreX();
        lastY = raw.centreY();
        if (frames++ % SECOND_LOOK_EVERY == 0) {
            inconsistent = !agrees(finder.fit(frame, Region.around(raw, SECOND_LOOK_MARGIN)));
        }
        boolean doubtful = unseen || inconsistent;
        if (trust.judge(fit, before, pose, frame.width(), frame.height(), doubtful) == TrustState.TRUSTED) {
            calm = filter.next(raw, arrivedNanos);
        } else {
            filter.reset();
            calm = raw;
        }
    }

    /** Landmarks that are right come out much the same from a wider look. */
    private boolean agrees(MeshFit wider) {
        return wider.face().finite() && raw.disagreement(wider.face()) <= DISAGREEMENT;
    }

    /** The detector looked at the whole picture: does it see this face too? */
    void seenByDetector(boolean seen) {
        unseen = !seen;
    }

    private void lose() {
        trust.lost();
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
