package dev.facewire.vision.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A vector out of NumPy's {@code .npy}: little-endian fp32 or fp64, in C order. The format:
 * numpy.org/doc/stable/reference/generated/numpy.lib.format.html. Arrays of objects, which are pickles, are refused.
 */
public final class NpyFile {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern TYPE = Pattern.compile("'descr':\\s*'([^']*)'");
    private static final int MOST_BYTES = 1 << 20;

    private NpyFile() {}

    /**
     * Reads a vector.
     *
     * @throws UnusableModelException where it is anything else than so many numbers
     */
    public static float[] vector(Path file, int length) {
        String name = String.valueOf(file.getFileName());
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw wrong(name, length);
            }
            ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            byte[] magic = new byte[MAGIC.length];
            if (in.remaining() < 12) {
                throw wrong(name, length);
            }
            in.get(magic);
            int version = in.get();
            in.get();
            int header = version == 1 ? Short.toUnsignedInt(in.getShort()) : in.getInt();
            if (!java.util.Arrays.equals(magic, MAGIC) || header < 0 || header > in.remaining()) {
                throw wrong(name, length);
            }
            byte[] words = new byte[header];
            in.get(words);
            return numbers(in, new String(words, StandardCharsets.ISO_8859_1), name, length);
        } catch (IOException e) {
            throw new UnusableModelException("'" + file + "' can't be read; is it a file, and readable?", e);
        }
    }

    private static float[] numbers(ByteBuffer in, String header, String name, int length) {
        Matcher type = TYPE.matcher(header);
        String kind = type.find() ? type.group(1) : "";
        int each = kind.equals("<f4") ? Float.BYTES : kind.equals("<f8") ? Double.BYTES : 0;
        if (each == 0 || header.contains("'fortran_order': True") || in.remaining() != (long) length * each) {
            throw wrong(name, length);
        }
        float[] out = new float[length];
        for (int i = 0; i < length; i++) {
            out[i] = each == Float.BYTES ? in.getFloat() : (float) in.getDouble();
            if (!Float.isFinite(out[i])) {
                throw new UnusableModelException(name + ": holds numbers that are none");
            }
        }
        return out;
    }

    private static UnusableModelException wrong(String name, int length) {
        return new UnusableModelException(name + ": is no .npy of " + length + " numbers, fp32 or fp64");
    }
}
