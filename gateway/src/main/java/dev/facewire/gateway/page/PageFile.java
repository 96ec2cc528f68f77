package dev.facewire.gateway.page;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * One file of the pages, read from the jar once.
 *
 * @param contentType with its charset where it is text
 * @param etag strong, from the bytes
 */
record PageFile(Buffer bytes, String contentType, String etag) {

    /**
     * Reads a resource of the class path.
     *
     * @throws IllegalStateException where the jar lacks it
     */
    static PageFile read(String resource) {
        try (InputStream in = PageFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + resource);
            }
            return of(in.readAllBytes(), typeOf(resource));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PageFile of(byte[] bytes, String contentType) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            String etag = '"' + HexFormat.of().formatHex(digest, 0, 8) + '"';
            return new PageFile(Buffer.buffer(bytes), contentType, etag);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * The same text with one part of it replaced.
     *
     * @throws IllegalStateException where the text lacks it
     */
    PageFile with(String part, String other) {
        String text = bytes.toString(StandardCharsets.UTF_8);
        if (!text.contains(part)) {
            throw new IllegalStateException("the page lacks " + part);
        }
        return of(text.replace(part, other).getBytes(StandardCharsets.UTF_8), contentType);
    }

    private static String typeOf(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> throw new IllegalArgumentException("no type for " + name);
        };
    }
}
