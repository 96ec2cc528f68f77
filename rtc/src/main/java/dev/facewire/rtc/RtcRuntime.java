package dev.facewire.rtc;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.media.audio.AudioDeviceModule;
import dev.onvoid.webrtc.media.audio.AudioLayer;

/**
 * The JVM's one connection factory. One, because each has three native threads and disposing of it is not safe while
 * anything of it lives; with dummy audio, because the default aborts the process on a machine without a sound card. It
 * lives as long as the JVM, and its threads keep the JVM alive: end with {@link Runtime#halt}.
 */
public final class RtcRuntime {
    private final PeerConnectionFactory factory;

    private RtcRuntime() {
        NativeRelease.check();
        factory = new PeerConnectionFactory(new AudioDeviceModule(AudioLayer.kDummyAudio));
    }

    /**
     * Starts WebRTC at the first call, in about 200 ms.
     *
     * @throws RtcUnavailableException where the native library or what it needs is missing
     */
    public static RtcRuntime get() {
        try {
            return Holder.RUNTIME;
        } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new RtcUnavailableException(
                    "WebRTC's native library can't be loaded (" + cause.getMessage()
                            + "). On Debian or Ubuntu: sudo apt-get install -y libpulse0 libx11-6 libxfixes3"
                            + " libxrandr2 libxcomposite1 libdbus-1-3",
                    e);
        }
    }

    PeerConnectionFactory factory() {
        return factory;
    }

    /** Made at the first use; the class loader takes care of threads. */
    private static final class Holder {
        private static final RtcRuntime RUNTIME = new RtcRuntime();
    }
}
