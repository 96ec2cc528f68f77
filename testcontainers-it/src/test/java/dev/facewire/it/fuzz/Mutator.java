package dev.facewire.it.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Changes bytes and text as fuzzers do: flips, cuts, repetitions, numbers at the edge, words of the format. */
final class Mutator {
    private static final byte[] EDGES = {0, 1, 0x7f, (byte) 0x80, (byte) 0xff, '\n', '\r', '"', '%'};
    private static final List<String> NUMBERS = List.of(
            "0",
            "-1",
            "65535",
            "65536",
            "2147483647",
            "2147483648",
            "4294967295",
            "9223372036854775807",
            "1e999",
            "NaN");

    private final Random random;

    Mutator(Random random) {
        this.random = random;
    }

    /** One to eight changes. */
    byte[] bytes(byte[] original) {
        byte[] bytes = original.clone();
        int changes = 1 + random.nextInt(8);
        for (int i = 0; i < changes && bytes.length > 0; i++) {
            bytes = changed(bytes);
        }
        return bytes;
    }

    private byte[] changed(byte[] bytes) {
        int at = random.nextInt(bytes.length);
        int length = Math.min(bytes.length - at, 1 << random.nextInt(12));
        switch (random.nextInt(6)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = EDGES[random.nextInt(EDGES.length)];
            case 2 -> bytes[at] = (byte) random.nextInt(256);
            case 3 -> {
                return spliced(bytes, at, length, new byte[0]);
            }
            case 4 -> {
                return spliced(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
            }
            default -> {
                if (random.nextInt(8) == 0) {
                    return Arrays.copyOf(bytes, at);
                }
                Arrays.fill(bytes, at, at + Math.min(length, 8), (byte) (random.nextBoolean() ? 0xff : 0));
            }
        }
        return bytes;
    }

    private static byte[] spliced(byte[] bytes, int at, int removed, byte[] inserted) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + inserted.length);
        out.write(bytes, 0, at);
        out.write(inserted, 0, inserted.length);
        out.write(bytes, at + removed, bytes.length - at - removed);
        return out.toByteArray();
    }

    /** Lines removed, repeated, swapped and cut; numbers replaced; words of the format put in; sometimes plain bytes. */
    String text(String original, List<String> words) {
        String text = original;
        int changes = 1 + random.nextInt(6);
        for (int i = 0; i < changes; i++) {
            text = changed(text, words);
        }
        return text;
    }

    private String changed(String text, List<String> words) {
        if (text.isEmpty()) {
            return pick(words);
        }
        int at = random.nextInt(text.length());
        return switch (random.nextInt(7)) {
            case 0 -> text.substring(0, at) + pick(words) + text.substring(at);
            case 1 -> replaceNumber(text, at);
            case 2 -> text.substring(0, at) + text.substring(Math.min(text.length(), at + 1 + random.nextInt(40)));
            case 3 -> shuffledLine(text);
            case 4 -> text.substring(0, at) + pick(words).repeat(1 + random.nextInt(200)) + text.substring(at);
            case 5 -> new String(bytes(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.ISO_8859_1);
            default -> text.substring(0, at) + (char) random.nextInt(0x2100) + text.substring(at + 1);
        };
    }

    private String replaceNumber(String text, int from) {
        int start = from;
        while (start < text.length() && !Character.isDigit(text.charAt(start))) {
            start++;
        }
        int end = start;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        return text.substring(0, start) + pick(NUMBERS) + text.substring(end);
    }

    private String shuffledLine(String text) {
        String[] lines = text.split("\n", -1);
        int from = random.nextInt(lines.length);
        int to = random.nextInt(lines.length);
        String line = lines[from];
        if (random.nextBoolean()) {
            lines[from] = lines[to];
        }
        lines[to] = line;
        return String.join("\n", lines);
    }

    /** One of them. */
    <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
