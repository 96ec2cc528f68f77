package dev.facewire.vision.face;

/**
 * Judges one face's landmarks, frame by frame. The limits come from 2016 synthetic tests (hand, box, edge, blur, dark,
 * roll, gone) in which they left no real face uncovered (docs/explanation/tracking-and-trust.md). Pure, not
 * thread-safe.
 */
final class Trust {
    static final double PRESENT = 14;
    static final double GONE = 6;
    static final double RESIDUAL = 0.075;
    static final double INSIDE = 0.80;
    static final double EYE_DISTANCE_PX = 24;
    static final double YAW = 40;
    static final double PITCH = 40;
    /** Farther from one frame to the next, in eye distances, it is another face or none. */
    static final double JUMP = 0.55;

    private static final int GOOD_FRAMES = 3;

    private TrustState state = TrustState.LOST;
    private int good;
    private boolean fine;

    TrustState state() {
        return state;
    }

    /** Was the last frame without doubt? */
    boolean fine() {
        return fine;
    }

    /** For how many frames in a row the face has been trusted. */
    int trustedFrames() {
        return Math.max(0, good - GOOD_FRAMES + 1);
    }

    /** Takes the last frame's word back. */
    void doubt() {
        fine = false;
        good = 0;
        if (state == TrustState.TRUSTED) {
            state = TrustState.SUSPECT;
        }
    }

    /** Does the network see no face, or say what is no number? */
    static boolean gone(MeshFit fit) {
        return !(fit.presence() >= GONE) || !fit.face().finite();
    }

    /** There is no face. */
    TrustState lost() {
        good = 0;
        fine = false;
        state = TrustState.LOST;
        return state;
    }

    /**
     * There is something: is it a face that can be believed?
     *
     * @param before the landmarks in the last frame; null when there were none
     * @param doubted true when the detector sees no face there
     */
    TrustState judge(MeshFit fit, Landmarks before, Pose pose, int width, int height, boolean doubted) {
        if (gone(fit)) {
            return lost();
        }
        fine = fit.presence() >= PRESENT
                && !doubted
                && pose.residual() <= RESIDUAL
                && Math.abs(pose.yaw()) <= YAW
                && Math.abs(pose.pitch()) <= PITCH
                && fit.face().shareWithin(width, height) >= INSIDE
                && fit.face().eyeDistance() >= EYE_DISTANCE_PX
                && !jumped(fit.face(), before);
        good = fine ? good + 1 : 0;
        if (!fine) {
            state = TrustState.SUSPECT;
        } else if (state != TrustState.TRUSTED) {
            state = good >= GOOD_FRAMES ? TrustState.TRUSTED : TrustState.SUSPECT;
        }
        return state;
    }

    private static boolean jumped(Landmarks now, Landmarks before) {
        return before != null
                && Math.hypot(now.centreX() - before.centreX(), now.centreY() - before.centreY())
                        > JUMP * now.eyeDistance();
    }
}
