package dev.facewire.vision.tensor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The model files inside the jar, each checked against the list of their SHA-256 sums. */
public final class ShippedModels {
    private static final String FOLDER = "/models/";

    private ShippedModels() {}

    /** A file's bytes. */
    public static byte[] read(String name) {
        byte[] bytes = resource(name);
        String list = new String(resource("SHA256SUMS"), StandardCharsets.UTF_8);
        if (list.lines().noneMatch(line -> line.equals(sha256(bytes) + "  " + name))) {
            throw new IllegalStateException("the model file " + name + " is not the one that was shipped");
        }
        return bytes;
    }

    private static byte[] resource(String name) {
        try (InputStream stream = ShippedModels.class.getResourceAsStream(FOLDER + name)) {
            if (stream == null) {
                throw new IllegalStateException("the model file " + name + " is missing from the jar");
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
