package dev.facewire.vision.importing;

import dev.facewire.vision.model.ManifestFile;
import dev.facewire.vision.model.ModelManifest;
import dev.facewire.vision.model.ModelManifest.Direction;
import dev.facewire.vision.model.ModelManifest.Kind;
import dev.facewire.vision.model.ModelManifest.Original;
import dev.facewire.vision.model.ModelManifest.Source;
import dev.facewire.vision.model.ModelStore;
import dev.facewire.vision.model.NpyFile;
import dev.facewire.vision.model.Sha256;
import dev.facewire.vision.model.TorchScriptFile;
import dev.facewire.vision.model.UnusableModelException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Brings one file into the store: recognises it by its SHA-256, converts it where needed, runs it once, and only then puts it and its
 * manifest in place. What was there under the name before stays until then.
 */
final class Importer {
    private final ModelStore store;
    private final Converter converter;
    private final ModelCheck check;
    private final PrintStream out;

    Importer(ModelStore store, Converter converter, ModelCheck check, PrintStream out) {
        this.store = store;
        this.converter = converter;
        this.check = check;
        this.out = out;
    }

    /**
     * What the user said of a file.
     *
     * @param as the known model that it is; null to tell by its hash
     * @param name to be stored under; null for that model's
     * @param emap a file with the map; null where it is in the file
     * @param directions weights by {@code .npy}
     */
    record Wish(String as, String name, Path emap, Map<Path, Double> directions) {}

    /** @throws UnusableModelException in words for the user; nothing was changed then */
    ModelManifest bring(Path file, Wish wish) {
        String hash = Sha256.of(file);
        ModelManifest known = recognise(file, hash, wish.as());
        String name = wish.name() == null ? known.name() : wish.name();
        ModelManifest.checkName(name); // and what else was said, before minutes are spent on converting
        String suffix = known.kind() == Kind.SWAP ? ".pt" : ".onnx";
        List<Direction> directions = directions(known, name, wish.directions());
        Path staged = null;
        try {
            Files.createDirectories(store.folder());
            staged = Files.createTempFile(store.folder(), "import", suffix);
            make(file, known, wish.emap(), staged);
            Source source = known.source() == null
                    ? null
                    : new Source(
                            known.source().embedding(),
                            known.source().emap(),
                            known.source().normalise(),
                            directions);
            Original original = new Original(
                    String.valueOf(file.getFileName()),
                    hash,
                    Files.size(file),
                    known.original().sha256().equals(hash) ? known.original().source() : "given by its user");
            ModelManifest manifest = known.imported(name, name + suffix, Sha256.of(staged), original, source);
            check.run(manifest, staged);
            for (Path direction : wish.directions().keySet()) {
                Path kept = store.folder().resolve(name + "." + direction.getFileName());
                Files.copy(direction, kept, StandardCopyOption.REPLACE_EXISTING);
                readable(kept);
            }
            readable(staged);
            Files.move(staged, store.folder().resolve(manifest.file()), StandardCopyOption.REPLACE_EXISTING);
            readable(Files.writeString(store.folder().resolve(name + ".json"), ManifestFile.write(manifest)));
            return manifest;
        } catch (IOException e) {
            throw new UnusableModelException("the models' folder " + store.folder() + " can't be written: " + e, e);
        } finally {
            if (staged != null) {
                remove(staged);
            }
        }
    }

    private static List<Direction> directions(ModelManifest known, String name, Map<Path, Double> wished) {
        if (known.kind() != Kind.SWAP && !wished.isEmpty()) {
            throw new UnusableModelException(
                    "--direction is for models that swap; " + known.name() + " is of kind " + known.kind());
        }
        List<Direction> directions = new ArrayList<>();
        for (Map.Entry<Path, Double> one : wished.entrySet()) {
            NpyFile.vector(one.getKey(), ModelManifest.VECTOR);
            Direction direction = new Direction(name + "." + one.getKey().getFileName(), one.getValue());
            if (directions.stream().anyMatch(other -> other.file().equals(direction.file()))) {
                throw new UnusableModelException("--direction: two files are called "
                        + one.getKey().getFileName() + ", and one would take the other's place; rename one");
            }
            directions.add(direction);
        }
        return directions;
    }

    /** A worker may run as another user; what is copied has its source's mode, and a temporary file one of its own. */
    private static void readable(Path file) throws IOException {
        PosixFileAttributeView posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (posix != null) {
            posix.setPermissions(PosixFilePermissions.fromString("rw-r--r--"));
        }
    }

    private static void remove(Path staged) {
        try {
            Files.deleteIfExists(staged);
        } catch (IOException e) {
            // it is empty, or a copy of what the user has
        }
    }

    private ModelManifest recognise(Path file, String hash, String as) {
        List<ModelManifest> all = ManifestFile.known();
        ModelManifest byHash = all.stream()
                .filter(one -> one.original().sha256().equals(hash))
                .findFirst()
                .orElse(null);
        if (as == null) {
            if (byHash != null) {
                out.println(file.getFileName() + ": is " + byHash.name() + " (SHA-256 known)");
                return byHash;
            }
            throw new UnusableModelException(file.getFileName() + ": its SHA-256, " + hash
                    + ", is not known. If you trust where it comes from, say what it is: --as "
                    + all.stream().map(ModelManifest::name).collect(Collectors.joining("|")));
        }
        ModelManifest named = all.stream()
                .filter(one -> one.name().equals(as))
                .findFirst()
                .orElseThrow(() -> new UnusableModelException("--as " + as + ": there is "
                        + all.stream().map(ModelManifest::name).collect(Collectors.joining(", "))));
        if (byHash == null || !byHash.name().equals(as)) {
            out.println(file.getFileName() + ": its SHA-256 is not the one that is known of " + as
                    + "; it is taken for that because you said so");
        }
        return named;
    }

    /** Fills the staged file. */
    private void make(Path file, ModelManifest known, Path emap, Path staged) throws IOException {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (known.kind() == Kind.EMBEDDING) {
            if (!name.endsWith(".onnx")) {
                throw new UnusableModelException(file.getFileName() + ": an embedding model is brought as .onnx");
            }
            Files.copy(file, staged, StandardCopyOption.REPLACE_EXISTING);
        } else if (name.endsWith(".onnx") || name.endsWith(".pth")) {
            out.println(file.getFileName() + ": converting to TorchScript");
            converter.convert(file, emap, staged);
        } else {
            TorchScriptFile.check(file);
            Files.copy(file, staged, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
