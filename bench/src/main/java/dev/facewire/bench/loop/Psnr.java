package dev.facewire.bench.loop;

import dev.facewire.media.I420Frame;

/** Peak signal to noise ratio. Pure. */
final class Psnr {
    /** Of equal pictures: more than any codec reaches. */
    private static final double MOST = 99;

    private Psnr() {}

    /** Of the luma of two pictures of one size, in dB. */
    static double luma(I420Frame a, I420Frame b) {
        long squares = 0;
        for (int y = 0; y < a.height(); y++) {
            for (int x = 0; x < a.width(); x++) {
                int d = (a.y().get(y * a.strideY() + x) & 0xff) - (b.y().get(y * b.strideY() + x) & 0xff);
                squares += (long) d * d;
            }
        }
        double mean = (double) squares / ((long) a.width() * a.height());
        return mean == 0 ? MOST : Math.min(MOST, 10 * Math.log10(255 * 255 / mean));
    }
}
