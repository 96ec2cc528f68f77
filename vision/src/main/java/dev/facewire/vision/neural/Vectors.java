package dev.facewire.vision.neural;

import java.util.List;

/** Source vectors, in place. Pure. */
final class Vectors {
    private Vectors() {}

    /** To length 1. */
    static void normalise(float[] vector) {
        double squares = 0;
        for (float v : vector) {
            squares += (double) v * v;
        }
        double length = Math.sqrt(squares);
        for (int i = 0; length > 0 && i < vector.length; i++) {
            vector[i] = (float) (vector[i] / length);
        }
    }

    /** A vector with attribute directions put on; of length 1. */
    static float[] directed(float[] vector, List<float[]> directions) {
        float[] out = vector.clone();
        for (float[] direction : directions) {
            for (int i = 0; i < out.length; i++) {
                out[i] += direction[i];
            }
        }
        if (!directions.isEmpty()) {
            normalise(out);
        }
        return out;
    }

    /** Between the person's own vector (0) and the source's (1); of length 1. */
    static float[] between(float[] own, float[] source, double strength) {
        float[] out = new float[source.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) (own[i] + strength * (source[i] - own[i]));
        }
        normalise(out);
        return out;
    }
}
