package dev.facewire.vision.model;

/** A model, its manifest or its file can't be used; the message is for the user, and says what to do. */
public final class UnusableModelException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public UnusableModelException(String message) {
        super(message);
    }

    public UnusableModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
