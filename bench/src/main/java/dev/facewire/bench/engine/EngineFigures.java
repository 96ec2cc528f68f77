package dev.facewire.bench.engine;

import java.util.List;
import java.util.Locale;

/**
 * What was measured.
 *
 * @param engine {@code mesh}, or the model's name
 * @param device {@code cpu0}, {@code cuda0}
 * @param size of the network's picture; 0 for the mesh engine
 * @param matrixTflops of a plain matrix product on the device, in fp16 on CUDA and fp32 else
 */
record EngineFigures(String engine, String device, int size, double matrixTflops, List<Row> rows) {

    /**
     * One size of batch.
     *
     * @param batch faces at once
     * @param ms a batch, end to end: from frames in memory to frames in memory
     * @param msAFace a face of it
     * @param facesASecond faces a second
     * @param share of the matrix rate that the network's operations come to over the whole time; 0 for the mesh engine
     * @param vramMib device memory that is less free than before the engine was there; −1 where unknown
     */
    record Row(int batch, double ms, double msAFace, double facesASecond, double share, long vramMib) {}

    String markdown() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%s on %s%s, 640 × 480; a plain matrix product reaches %.3f TFLOP/s here%n%n",
                engine,
                device,
                size == 0 ? "" : ", " + size + " px",
                matrixTflops));
        text.append(
                "| batch | ms | ms a face | faces a second | share of the matrix rate | VRAM, MiB |\n|---|---|---|---|---|---|\n");
        for (Row row : rows) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %d | %.1f | %.2f | %.1f | %s | %s |%n",
                    row.batch(),
                    row.ms(),
                    row.msAFace(),
                    row.facesASecond(),
                    size == 0 ? "–" : String.format(Locale.ROOT, "%.0f %%", 100 * row.share()),
                    row.vramMib() < 0 ? "–" : Long.toString(row.vramMib())));
        }
        return text.toString();
    }
}
