package dev.facewire.rtc;

/** The native WebRTC library can't be loaded here; the message says what to install. */
public final class RtcUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RtcUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
