package dev.facewire.gateway.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;

/** A set of tokens, kept as digests and compared in constant time. */
public final class Tokens {
    /** Shortest token that is taken from a file: 16 characters can't be guessed over a network. */
    public static final int MIN_LENGTH = 16;

    public static final Tokens NONE = new Tokens(List.of());

    private final List<byte[]> digests;

    private Tokens(List<byte[]> digests) {
        this.digests = digests;
    }

    /**
     * Reads a token file's text: one token a line; blank lines and lines that begin with {@code #} are skipped.
     *
     * @throws IllegalArgumentException where there is none, or one that is too short
     */
    public static Tokens parse(String text) {
        List<String> tokens = text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
        if (tokens.isEmpty()) {
            throw new IllegalArgumentException("holds no token");
        }
        if (tokens.stream().anyMatch(token -> token.length() < MIN_LENGTH)) {
            throw new IllegalArgumentException(
                    "holds a token of fewer than " + MIN_LENGTH + " characters; make one with: openssl rand -hex 32");
        }
        return new Tokens(tokens.stream().map(Tokens::digest).toList());
    }

    public boolean isEmpty() {
        return digests.isEmpty();
    }

    /** The token's number in the file, from 0, or −1. Takes the same time wherever, and whether, it is there. */
    public int indexOf(String token) {
        byte[] digest = digest(token == null ? "" : token);
        int found = -1;
        for (int i = 0; i < digests.size(); i++) {
            if (MessageDigest.isEqual(digests.get(i), digest)) {
                found = i;
            }
        }
        return found;
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
