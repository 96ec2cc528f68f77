package dev.facewire.vision.enrol;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.worker.InspectReply;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.photo.PhotoDecoder;
import java.awt.image.BufferedImage;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * A {@link SourceFace} as bytes: what is stored of a person, and what a worker is sent. Big-endian: the magic word, the
 * photo and the texture as JPEG with their lengths before them, then floats: the neutral shape, the irises, the mouth's
 * opening.
 */
public final class FaceFile {
    private static final int MAGIC = 0x46574631; // "FWF1"
    private static final int IRISES = 4;
    private static final float[] QUALITIES = {0.94f, 0.88f, 0.8f, 0.6f};

    private static final Executor READERS = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "stored-faces");
        thread.setDaemon(true);
        return thread;
    });

    private FaceFile() {}

    /** At most {@link InspectReply#MAX_CROP_BYTES}: pictures that are too rich lose some of their quality. */
    static byte[] encode(SourceFace face) {
        for (float quality : QUALITIES) {
            byte[] bytes = encode(face, quality);
            if (bytes.length <= InspectReply.MAX_CROP_BYTES) {
                return bytes;
            }
        }
        throw new IllegalStateException("two pictures of 512 × 512 do not fit");
    }

    private static byte[] encode(SourceFace face, float quality) {
        byte[] photo = Pictures.jpeg(face.photo(), quality);
        byte[] texture = Pictures.jpeg(face.texture(), quality);
        int numbers = FaceMesh.POINTS * 3 + IRISES + 1;
        ByteBuffer out = ByteBuffer.allocate(12 + photo.length + texture.length + numbers * Float.BYTES);
        out.putInt(MAGIC).putInt(photo.length).put(photo).putInt(texture.length).put(texture);
        for (double[] group : new double[][] {face.neutral(), face.irises(), {face.mouthOpening()}}) {
            for (double number : group) {
                out.putFloat((float) number);
            }
        }
        return out.array();
    }

    /**
     * Reads one, on a thread for that: it takes some 20 ms, is wanted whenever a session opens or moves, and must wait
     * neither on an event loop nor behind frames or uploads.
     *
     * @return the face, or a Fault as of {@link #decode}
     */
    public static CompletableFuture<SourceFace> read(byte[] file) {
        return CompletableFuture.supplyAsync(() -> decode(file), READERS);
    }

    /**
     * Reads one.
     *
     * @throws Fault BAD_REQUEST where it is something else, or of another version of Facewire
     */
    public static SourceFace decode(byte[] file) {
        try {
            ByteBuffer in = ByteBuffer.wrap(file);
            if (in.getInt() != MAGIC) {
                throw unreadable();
            }
            BufferedImage photo = picture(in);
            BufferedImage texture = picture(in);
            double[] numbers = new double[FaceMesh.POINTS * 3 + IRISES + 1];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = in.getFloat();
                if (!Double.isFinite(numbers[i])) {
                    throw unreadable();
                }
            }
            int shape = FaceMesh.POINTS * 3;
            return new SourceFace(
                    photo,
                    texture,
                    Arrays.copyOf(numbers, shape),
                    Arrays.copyOfRange(numbers, shape, shape + IRISES),
                    numbers[shape + IRISES]);
        } catch (BufferUnderflowException truncated) {
            throw unreadable();
        }
    }

    private static BufferedImage picture(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw unreadable();
        }
        byte[] jpeg = new byte[length];
        in.get(jpeg);
        try {
            return PhotoDecoder.stored(jpeg);
        } catch (Fault noPicture) {
            throw unreadable();
        }
    }

    private static Fault unreadable() {
        return new Fault(ErrorCode.BAD_REQUEST, "the stored face can't be read; upload the photo again");
    }
}
