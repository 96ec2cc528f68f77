package dev.facewire.gpu.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Looks at a file before libtorch does. TorchScript is a zip of code in a small language and of tensors; reading it runs
 * nothing. A Python pickle can run anything when Python reads it: the worker has no Python, and here such a file is told
 * apart by its form and refused. The little language has calls that write and read files: code with those is refused too.
 */
public final class TorchScriptFile {
    /** A pickle of protocol 2 or later begins with this. */
    private static final int PICKLE = 0x80;

    /** What touches files, or libraries beside libtorch's own. */
    private static final Pattern FORBIDDEN = Pattern.compile(
            "\\b(?:torch|ops\\.aten)\\.(save|load|from_file)\\b|\\bops\\.((?!aten\\.|prim\\.)\\w+\\.\\w+)");

    private static final long MOST_CODE = 16L << 20;

    private TorchScriptFile() {}

    /**
     * Looks at a file.
     *
     * @throws UnusableModelException in words for the user where it is something else, or only a part of one
     */
    public static void check(Path file) {
        String name = String.valueOf(file.getFileName());
        try (ZipFile zip = new ZipFile(file.toFile())) {
            boolean code = zip.stream().anyMatch(entry -> entry.getName().contains("/code/"));
            boolean constants = zip.stream().anyMatch(entry -> entry.getName().endsWith("/constants.pkl"));
            boolean pickle = zip.stream().anyMatch(entry -> entry.getName().endsWith("data.pkl"));
            if (code && constants) {
                for (ZipEntry entry : zip.stream()
                        .filter(one -> one.getName().contains("/code/")
                                && one.getName().endsWith(".py"))
                        .toList()) {
                    checkCode(zip, entry, name);
                }
            } else if (pickle) {
                throw pickled(name);
            } else {
                throw new UnusableModelException(name + ": is a zip, but no TorchScript");
            }
        } catch (IOException e) {
            if (beginsLikePickle(file)) {
                throw pickled(name);
            }
            throw new UnusableModelException(
                    name + ": is no TorchScript, or only a part of one; fetch or import it again", e);
        }
    }

    private static void checkCode(ZipFile zip, ZipEntry entry, String name) throws IOException {
        if (entry.getSize() > MOST_CODE) {
            throw new UnusableModelException(name + ": holds more code than any network has");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            Matcher found = FORBIDDEN.matcher(new String(in.readNBytes((int) MOST_CODE), StandardCharsets.UTF_8));
            if (found.find()) {
                throw new UnusableModelException(
                        name + ": its code calls " + found.group() + ", which no network needs; it is not run");
            }
        }
    }

    private static UnusableModelException pickled(String name) {
        return new UnusableModelException(name
                + ": is a Python pickle, which a worker never reads; `facewire models import` converts weights that are"
                + " nothing else");
    }

    private static boolean beginsLikePickle(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.read() == PICKLE
                    || String.valueOf(file.getFileName())
                            .toLowerCase(Locale.ROOT)
                            .endsWith(".pkl");
        } catch (IOException e) {
            return false;
        }
    }
}
