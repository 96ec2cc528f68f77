package dev.facewire.cluster;

/** The cluster can't be joined, for a reason that the operator can mend; the message says which. */
public final class ClusterUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public ClusterUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
