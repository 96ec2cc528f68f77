package dev.facewire.vision.swap;

import java.util.ArrayDeque;
import java.util.Deque;

/** Things to be closed together, the last opened first. One that fails to close does not keep the others open. */
final class Owned implements AutoCloseable {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /** Takes one over. */
    <T extends AutoCloseable> T add(T one) {
        open.push(one);
        return one;
    }

    /** @throws IllegalStateException where one did not close, when all others have */
    @Override
    public void close() {
        IllegalStateException failure = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception | LinkageError e) {
                if (failure == null) {
                    failure = new IllegalStateException("the device did not close", e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** The same because of a failure that is to be heard of, and nothing else. */
    void closeAfter(Throwable failure) {
        try {
            close();
        } catch (IllegalStateException e) {
            failure.addSuppressed(e);
        }
    }
}
