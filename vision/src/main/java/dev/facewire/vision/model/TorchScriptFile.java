package dev.facewire.vision.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Looks at a file before libtorch does. TorchScript is a zip of tensors and of code in a small language, which may run as soon as the file
 * is loaded ({@code __setstate__}). That language has no way out but for operators that write and read files: code in which
 * their names stand is refused, wherever and however they stand. A Python pickle can run anything when Python reads it: the
 * worker has no Python, and here such a file is told apart by its form and refused.
 */
public final class TorchScriptFile {
    /** A pickle of protocol 2 or later begins with this. */
    private static final int PICKLE = 0x80;

    /** What touches files, under any alias and with any space between, and what is beside libtorch's own operators. */
    private static final Pattern FORBIDDEN = Pattern.compile("\\b(?:save|load|from_file)\\b"
            + "|\\bops\\s*\\.\\s*(?!(?:aten|prim)\\s*\\.)\\w+(?:\\s*\\.\\s*\\w+)?|\\btorch\\s*\\.\\s*classes\\b");

    /** A name can be put together: strings that stand side by side are one. Modules that have numbers for names are got so, plainly. */
    private static final Pattern HIDDEN_NAME =
            Pattern.compile("\\bgetattr\\b(?!\\s*\\(\\s*[\\w.]+\\s*,\\s*\"\\w+\"\\s*\\))");

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
            // libtorch finds records whatever their case; of two of one name Java and libtorch may read another one
            // each
            Map<String, ZipEntry> records = new TreeMap<>();
            for (ZipEntry entry : zip.stream().toList()) {
                if (records.put(entry.getName().toLowerCase(Locale.ROOT), entry) != null) {
                    throw new UnusableModelException(name + ": holds two records of the name " + entry.getName());
                }
            }
            boolean code = records.keySet().stream().anyMatch(record -> record.contains("/code/"));
            boolean constants = records.keySet().stream().anyMatch(record -> record.endsWith("/constants.pkl"));
            boolean pickle = records.keySet().stream().anyMatch(record -> record.endsWith("data.pkl"));
            if (code && constants) {
                for (Map.Entry<String, ZipEntry> record : records.entrySet()) {
                    if (record.getKey().endsWith(".py")) {
                        checkCode(zip, record.getValue(), name);
                    }
                }
            } else if (pickle) {
                throw pickled(name);
            } else {
                throw new UnusableModelException(name + ": is a zip, but no TorchScript");
            }
        } catch (IOException e) {
            if (looksLikePickle(file)) {
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
            String code = new String(in.readNBytes((int) MOST_CODE), StandardCharsets.UTF_8);
            Matcher found = FORBIDDEN.matcher(code);
            if (found.find()) {
                throw new UnusableModelException(name + ": its code names "
                        + found.group().replaceAll("\\s", "") + ", which no network needs; it is not run");
            }
            if (HIDDEN_NAME.matcher(code).find()) {
                throw new UnusableModelException(
                        name + ": its code puts together the name of something that it gets; it is not run");
            }
        }
    }

    private static UnusableModelException pickled(String name) {
        return new UnusableModelException(name
                + ": is a Python pickle, which a worker never reads; `facewire models import` converts weights that are"
                + " nothing else");
    }

    private static boolean looksLikePickle(Path file) {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            int first = in.read();
            if (first == PICKLE) {
                return true;
            }
            in.seek(Math.max(0, in.length() - 1));
            // the oldest protocol is text: something global, a mark, an empty list or dictionary first; a full stop
            // last
            return first > 0 && "c(]}".indexOf(first) >= 0 && in.read() == '.';
        } catch (IOException e) {
            return false;
        }
    }
}
