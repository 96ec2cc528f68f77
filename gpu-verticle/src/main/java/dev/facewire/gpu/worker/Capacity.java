package dev.facewire.gpu.worker;

/** How many sessions a device can carry, from what one frame costs. Pure. */
final class Capacity {
    private static final double FRAME_MS = 1000.0 / 30;
    /** Of a device's time: the rest is for bursts, and on a CPU for the codecs of the same sessions. */
    private static final double CPU_SHARE = 0.6;

    private static final double CUDA_SHARE = 0.8;
    /** A GPU host's codecs run on its CPU: more sessions than this want a measurement of their own. */
    private static final int MOST = 32;

    private Capacity() {}

    /** Does one session of 640×480 at 30 fps fit? */
    static boolean live(double frameMs, boolean cuda, int sharers) {
        return share(cuda, sharers) * FRAME_MS >= frameMs;
    }

    private static double share(boolean cuda, int sharers) {
        return (cuda ? CUDA_SHARE : CPU_SHARE) / Math.max(1, sharers);
    }

    /**
     * Sessions of 640×480 at 30 fps.
     *
     * @param frameMs what one such frame costs on the device
     * @param sharers workers that share the device's time
     * @return at least 1: a worker that runs at all offers itself
     */
    static int slots(double frameMs, boolean cuda, int sharers) {
        return (int) Math.max(1, Math.min(MOST, share(cuda, sharers) * FRAME_MS / Math.max(frameMs, 0.1)));
    }
}
