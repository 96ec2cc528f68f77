package dev.facewire.vision.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Where five points of a face are to lie in the square that a network is given: the right eye (of the person), the left one,
 * the tip of the nose, the right corner of the mouth, the left one.
 *
 * <p>The numbers of ArcFace are InsightFace's ({@code python-package/insightface/utils/face_align.py}); those of FFHQ are
 * facexlib's ({@code facexlib/utils/face_restoration_helper.py}, {@code face_template}), taken from the FFHQ data set.
 */
public enum AlignmentTemplate {
    /** The square of recognition networks. */
    @JsonProperty("arcface_112")
    ARCFACE_112(112, 0, Points.ARCFACE),
    /** The same face eight pixels further to the right in a square of 128: of inswapper's family. */
    @JsonProperty("arcface_128")
    ARCFACE_128(128, 8, Points.ARCFACE),
    /** Of networks that restore faces. */
    @JsonProperty("ffhq_512")
    FFHQ_512(512, 0, Points.FFHQ);

    private static final class Points {
        static final double[] ARCFACE = {
            38.2946, 51.6963, 73.5318, 51.5014, 56.0252, 71.7366, 41.5493, 92.3655, 70.7299, 92.2041
        };
        static final double[] FFHQ = {
            192.98138, 239.94708, 318.90277, 240.1936, 256.63416, 314.01935, 201.26117, 371.41043, 313.08905, 371.15118
        };
    }

    private final int side;
    private final double shift;

    @SuppressWarnings("ImmutableEnumChecker") // handed out as copies only
    private final double[] points;

    AlignmentTemplate(int side, double shift, double[] points) {
        this.side = side;
        this.shift = shift;
        this.points = points;
    }

    /**
     * The five points in a square of another size: (x, y) each, in pixels, the first of which reaches from 0 to 1. The
     * sources count pixels by their middles. Scaling about the corner of the square and not about the middle of its first
     * pixel is the offset of {@code (128 / 32768) · size − 0.5} that ReSwapper's notes ask for: half a pixel at 256.
     */
    public double[] points(int size) {
        double[] out = points.clone();
        for (int i = 0; i < out.length; i++) {
            out[i] = (out[i] + (i % 2 == 0 ? shift : 0) + 0.5) * size / side;
        }
        return out;
    }
}
