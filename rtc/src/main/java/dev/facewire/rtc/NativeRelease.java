package dev.facewire.rtc;

import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtpSender;
import dev.onvoid.webrtc.internal.NativeObject;
import dev.onvoid.webrtc.internal.RefCountedObject;
import java.lang.reflect.Field;

/**
 * The one place that knows of a leak in webrtc-java 0.14.0: {@code close()} never gives the native connection back, nor
 * is a sender given back (upstream issue 239, mended later). The native handle is handed to an object whose
 * {@code release()} does the missing step, and taken from the one that had it. With a later version this would free
 * twice: {@link #check} refuses anything that looks different.
 */
final class NativeRelease {
    /** The version whose behaviour this knows; the parent pom pins it. */
    private static final String KNOWN_FIELD = "nativeHandle";

    private static final Field HANDLE = handleField();

    private NativeRelease() {}

    /** Takes over another object's handle to release it. */
    private static final class Released extends RefCountedObject {}

    private static Field handleField() {
        try {
            Field field = NativeObject.class.getDeclaredField(KNOWN_FIELD);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("this is not webrtc-java 0.14.0: NativeObject has no " + KNOWN_FIELD, e);
        }
    }

    /** Fails at the start, not at the first close, where webrtc-java is not the version that this knows. */
    static void check() {
        if (RefCountedObject.class.isAssignableFrom(RTCPeerConnection.class)) {
            throw new IllegalStateException(
                    "webrtc-java counts references to connections by itself now; NativeRelease would free twice");
        }
    }

    /** Closes a connection and gives its memory back. Call once, on the peer's thread, after its sinks are removed. */
    static void closeAndRelease(RTCPeerConnection connection) {
        long handle = handleOf(connection);
        connection.close(); // clears the handle
        release(handle);
    }

    /**
     * Gives a sender back that {@code addTrack} returned; after its connection. Never one from {@code getSender}: those
     * wrappers own nothing, and releasing one crashes.
     */
    static void release(RTCRtpSender sender) {
        long handle = handleOf(sender);
        set(sender, 0);
        release(handle);
    }

    private static void release(long handle) {
        if (handle != 0) {
            Released released = new Released();
            set(released, handle);
            released.release();
        }
    }

    private static long handleOf(NativeObject object) {
        try {
            return HANDLE.getLong(object);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void set(NativeObject object, long handle) {
        try {
            HANDLE.setLong(object, handle);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
