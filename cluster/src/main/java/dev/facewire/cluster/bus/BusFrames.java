package dev.facewire.cluster.bus;

import io.netty.buffer.ByteBuf;

/**
 * Follows the frames of one inbound event-bus connection without keeping their bytes. A frame is a length of four bytes,
 * then a wire version, a codec, and the message ({@code ClusteredMessage} of Vert.x). Vert.x itself believes every
 * length, and collects up to 2 GB before it looks at a message. Pure, and not thread-safe.
 */
final class BusFrames {
    /** Length, version and codec. */
    private static final int HEADER_BYTES = 6;
    /** A message of empty strings: version, codec, kind, address, reply address, sender, headers. */
    private static final int MIN_LENGTH = 19;
    /** The wire version of Vert.x 5; 1 was that of Vert.x 4. */
    private static final int MAX_VERSION = 2;

    /** Codecs of Vert.x that {@code WorkerBus} uses; above all not the two that deserialize any Java class (16 and 17). */
    private static final int NULL = 0;

    private static final int PING = 1;
    private static final int STRING = 9;
    private static final int REPLY_EXCEPTION = 15;

    private final int maxLength;
    private int headerBytes;
    private int length;
    private int received;
    private long completed;

    /** Refuses frames of more than {@code maxLength} bytes. */
    BusFrames(int maxLength) {
        this.maxLength = maxLength;
    }

    /**
     * Takes the next bytes of the connection; the buffer's indices stay as they are.
     *
     * @return why the connection must be closed, or null while all is well
     */
    String accept(ByteBuf data) {
        int at = data.readerIndex();
        int end = data.writerIndex();
        while (at < end) {
            if (headerBytes < HEADER_BYTES) {
                String refusal = header(data.getByte(at++));
                if (refusal != null) {
                    return refusal;
                }
            } else {
                int taken = Math.min(end - at, length - received);
                at += taken;
                received += taken;
            }
            if (headerBytes == HEADER_BYTES && received == length) {
                completed++;
                headerBytes = 0;
                length = 0;
                received = 0;
            }
        }
        return null;
    }

    private String header(byte next) {
        headerBytes++;
        if (headerBytes <= Integer.BYTES) {
            length = (length << Byte.SIZE) | (next & 0xff);
            return headerBytes == Integer.BYTES && (length < MIN_LENGTH || length > maxLength)
                    ? "a message of " + Integer.toUnsignedString(length) + " bytes"
                    : null;
        }
        received++;
        if (headerBytes == HEADER_BYTES) {
            return next == NULL || next == PING || next == STRING || next == REPLY_EXCEPTION ? null : "codec " + next;
        }
        return next < 1 || next > MAX_VERSION ? "wire version " + next : null;
    }

    /** Bytes of the frame that has begun and is not complete; Vert.x holds them in memory. */
    int pending() {
        return headerBytes == 0 ? 0 : Math.max(1, received);
    }

    /** How many frames are complete. */
    long completed() {
        return completed;
    }
}
