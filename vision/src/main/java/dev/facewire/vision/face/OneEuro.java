package dev.facewire.vision.face;

/**
 * The One Euro filter (Casiez, Roussel, Vogel, CHI 2012) over a vector: smooth when still, quick when moving. Not
 * thread-safe.
 */
final class OneEuro {
    private static final double SPEED_CUTOFF = 1.0;

    private final double minCutoff;
    private final double beta;
    private double[] value;
    private double[] speed;

    /**
     * A filter without a past.
     *
     * @param minCutoff Hz, when still
     * @param beta how much the cutoff grows with the speed, in Hz for each unit a second
     */
    OneEuro(double minCutoff, double beta) {
        this.minCutoff = minCutoff;
        this.beta = beta;
    }

    /**
     * The next values.
     *
     * @param scale what counts as one unit
     * @param seconds since the last ones
     */
    double[] next(double[] values, double scale, double seconds) {
        if (value == null) {
            value = values.clone();
            speed = new double[values.length];
            return values;
        }
        double speedShare = share(SPEED_CUTOFF, seconds);
        for (int i = 0; i < values.length; i++) {
            double now = (values[i] - value[i]) / seconds / scale;
            speed[i] += speedShare * (now - speed[i]);
            double cutoff = minCutoff + beta * Math.abs(speed[i]);
            value[i] += share(cutoff, seconds) * (values[i] - value[i]);
        }
        return value.clone();
    }

    private static double share(double cutoff, double seconds) {
        double tau = 1 / (2 * Math.PI * cutoff);
        return 1 / (1 + tau / seconds);
    }
}
