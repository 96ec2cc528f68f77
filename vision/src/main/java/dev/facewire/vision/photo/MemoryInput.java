package dev.facewire.vision.photo;

import java.io.InterruptedIOException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A file in memory for a decoder. ImageIO's own streams keep a second copy, by default on a disk. Reading fails once
 * the thread is interrupted, which ends native decoders too: they come here for every 4 KB.
 */
final class MemoryInput extends ImageInputStreamImpl {
    private final byte[] file;

    MemoryInput(byte[] file) {
        this.file = file;
    }

    @Override
    public int read() throws InterruptedIOException {
        proceed();
        bitOffset = 0;
        return streamPos < file.length ? file[(int) streamPos++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws InterruptedIOException {
        proceed();
        bitOffset = 0;
        int count = (int) Math.min(length, file.length - streamPos);
        if (count <= 0) {
            return length == 0 ? 0 : -1;
        }
        System.arraycopy(file, (int) streamPos, into, offset, count);
        streamPos += count;
        return count;
    }

    @Override
    public long length() {
        return file.length;
    }

    private static void proceed() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
    }
}
