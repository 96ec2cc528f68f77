package dev.facewire.vision.swap;

/**
 * What became of a frame.
 *
 * @param verdict what may be done with it
 * @param facesSwapped faces swapped in it
 * @param fault true when something threw on the way
 */
public record FrameOutcome(Verdict verdict, int facesSwapped, boolean fault) {

    /** Whether and as what a frame goes out. */
    public enum Verdict {
        /** Every face in it is swapped. */
        SWAPPED,
        /** A mosaic covers at least one face. */
        FACE_SHIELDED,
        /** A mosaic covers the whole picture. */
        FRAME_SHIELDED,
        /** Don't send it: the viewer keeps the last good output ({@code onLost=hold}). */
        HELD,
        /** As it came ({@code onLost=pass}). */
        PASSED
    }
}
