package dev.facewire.protocol.image;

/**
 * Big-endian numbers and texts in a file. Reading beyond its end throws IndexOutOfBoundsException: ask {@link #has}.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Bytes(byte[] all) {
    boolean has(int at, int count) {
        return at >= 0 && count >= 0 && at <= all.length - count;
    }

    int length() {
        return all.length;
    }

    int u8(int at) {
        return all[at] & 0xff;
    }

    int u16(int at) {
        return u8(at) << 8 | u8(at + 1);
    }

    long u32(int at) {
        return (long) u16(at) << 16 | u16(at + 2);
    }

    /** Whether this text stands there; each of its characters is a byte. */
    boolean ascii(int at, String text) {
        if (!has(at, text.length())) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (u8(at + i) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
