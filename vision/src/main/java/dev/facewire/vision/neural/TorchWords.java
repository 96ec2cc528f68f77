package dev.facewire.vision.neural;

import java.util.Locale;

/** What PyTorch says when it fails, which is long. */
final class TorchWords {
    private static final int MOST = 160;

    private TorchWords() {}

    /** The line that tells the matter: the last one that begins with "RuntimeError" or the like, else the first. */
    static String first(Throwable failure) {
        String all = String.valueOf(failure.getMessage());
        String line = all.lines()
                .filter(one -> one.contains("Error:"))
                .reduce((a, b) -> b)
                .orElseGet(() -> all.lines().findFirst().orElse("no word of why"))
                .strip();
        return line.length() <= MOST ? line : line.substring(0, MOST) + "…";
    }

    /** That is no fault of a model's. */
    static void rethrowIfOutOfMemory(RuntimeException failure) {
        if (String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("out of memory")) {
            throw failure;
        }
    }
}
