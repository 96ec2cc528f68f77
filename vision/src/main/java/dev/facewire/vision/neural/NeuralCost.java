package dev.facewire.vision.neural;

/**
 * What a network of inswapper's family takes, told from the size of its file and of its picture before it is loaded. Pure; the numbers are
 * those of {@code models/swap_net.py}, and of its measurement in bench/results/2026-11-27-engine.md.
 */
public final class NeuralCost {
    /** Multiply-accumulates of a face, for each weight and each place of the innermost layer: 174.6 G / (138.6 M · 32²). */
    private static final double USES = 1.23;

    /** Of the picture's sides: the innermost layer is so many times smaller. */
    private static final int SHRINK = 4;

    private static final double MIB = 1 << 20;
    /** CUDA's context, cuDNN's work space, and the shipped networks. */
    private static final double BESIDE_MIB = 1500;
    /** The weights come as fp32 and become fp16 layer by layer. */
    private static final double WHILE_LOADING = 1.2;
    /** Pictures between the layers of one face at 128 pixels, in fp16, with what is copied between them. */
    private static final double FACE_MIB = 64;
    /** Of a canvas's pixel, what is computed on the way back: the largest moment has about fifteen fp32 numbers for it (counted). */
    private static final double CANVAS_MIB = 60.0 * Waves.CANVAS_PIXELS / MIB;

    private NeuralCost() {}

    /** Floating-point operations of one face. */
    public static double operations(long fileBytes, int size) {
        double side = (double) size / SHRINK;
        return 2 * USES * (fileBytes / (double) Float.BYTES) * side * side;
    }

    /** Device memory for a batch, in MiB. */
    static double memoryMib(long fileBytes, int size, int batch) {
        return BESIDE_MIB
                + CANVAS_MIB
                + WHILE_LOADING * fileBytes / MIB
                + batch * FACE_MIB * size * size / (128.0 * 128.0);
    }

    /** The largest of the sizes that fits, or 0. */
    static int largest(long fileBytes, int size, long freeMib) {
        int fits = 0;
        for (int batch : NeuralSwapEngine.SIZES) {
            if (memoryMib(fileBytes, size, batch) <= freeMib) {
                fits = batch;
            }
        }
        return fits;
    }
}
