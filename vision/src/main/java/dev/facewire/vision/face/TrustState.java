package dev.facewire.vision.face;

/**
 * How far a tracked face's landmarks are believed, which decides what goes out. Whatever is not TRUSTED is shielded.
 *
 * <pre>
 *            a good frame, three in a row
 *   SUSPECT ───────────────────────────────▶ TRUSTED ──a doubtful frame──▶ SUSPECT
 *      ▲                                        │
 *      └───────found again─────── LOST ◀────────┴──── no face there (from any state)
 * </pre>
 */
public enum TrustState {
    /** Swapped. */
    TRUSTED,
    /** A mosaic covers the face. */
    SUSPECT,
    /** A mosaic covers the whole picture: half a face at the edge is often not seen at all. */
    LOST
}
