package dev.facewire.vision.model;

import dev.facewire.vision.model.ModelManifest.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The folder of imported models: for each its manifest, {@code NAME.json}, and its file. Holds nothing open. */
public final class ModelStore {
    private final Path folder;

    public ModelStore(Path folder) {
        this.folder = folder;
    }

    /** {@code FACEWIRE_MODELS}, or where the XDG base directory rules put an application's data. */
    public static Path defaultFolder() {
        String given = System.getenv("FACEWIRE_MODELS");
        if (given != null && !given.isBlank()) {
            return Path.of(given);
        }
        String data = System.getenv("XDG_DATA_HOME");
        Path base = data == null || data.isBlank()
                ? Path.of(System.getProperty("user.home"), ".local", "share")
                : Path.of(data);
        return base.resolve("facewire").resolve("models");
    }

    public Path folder() {
        return folder;
    }

    /** One manifest of the folder, or why it can't be used. */
    public record Entry(String name, ModelManifest manifest, String problem) {}

    /** All of them, by name; a broken one does not hide the others. */
    public List<Entry> entries() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Entry> entries = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(one -> one.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                String name = String.valueOf(file.getFileName()).replaceFirst("\\.json$", "");
                try {
                    entries.add(new Entry(name, read(file, name), null));
                } catch (UnusableModelException e) {
                    entries.add(new Entry(name, null, e.getMessage()));
                }
            }
        } catch (IOException e) {
            throw new UnusableModelException("the models' folder " + folder + " can't be read", e);
        }
        return entries;
    }

    private static ModelManifest read(Path file, String name) {
        ModelManifest manifest = ManifestFile.read(file);
        if (!manifest.name().equals(name)) {
            throw new UnusableModelException(
                    file.getFileName() + ": the name in it is " + manifest.name() + "; it must be the file's");
        }
        if (manifest.file() == null) {
            throw new UnusableModelException(file.getFileName() + ": file is missing; import the model again");
        }
        return manifest;
    }

    /** The names of models of a kind, and of those whose manifest does not tell: who opens one of these says what is wrong with it. */
    public List<String> candidates(Kind kind) {
        return entries().stream()
                .filter(entry -> entry.manifest() == null || entry.manifest().kind() == kind)
                .map(Entry::name)
                .toList();
    }

    /**
     * Looks whether there is a model of a name, usable or not.
     *
     * @throws UnusableModelException where there is none
     */
    public void require(String name) {
        if (!Files.isRegularFile(manifestFile(name))) {
            throw new UnusableModelException("there is no model '" + name + "' in " + folder
                    + "; `facewire models list` shows those that are there, `facewire models import` brings one in");
        }
    }

    private Path manifestFile(String name) {
        return folder.resolve(name + ".json");
    }

    /**
     * The manifest of an imported model.
     *
     * @throws UnusableModelException where there is none of this name, or its manifest is wrong
     */
    public ModelManifest manifest(String name) {
        require(name);
        return read(manifestFile(name), name);
    }

    /** The file of a model; it is there, and no more is known of it. */
    public Path file(ModelManifest manifest) {
        Path file = folder.resolve(manifest.file());
        if (!Files.isRegularFile(file)) {
            throw new UnusableModelException(
                    "model " + manifest.name() + ": its file " + file + " is missing; import it again");
        }
        return file;
    }

    /** The file of a model, after its SHA-256 was compared with the manifest's. */
    public Path verified(ModelManifest manifest) {
        Path file = file(manifest);
        String is = Sha256.of(file);
        if (!is.equals(manifest.sha256())) {
            throw new UnusableModelException("model " + manifest.name() + ": " + manifest.file()
                    + " is not the file that was imported (SHA-256 " + is.substring(0, 12) + "…, not "
                    + manifest.sha256().substring(0, 12) + "…); import it again");
        }
        return file;
    }

    /** The vectors of a model's attribute directions, each with its weight put on, of length |weight|. */
    public List<float[]> directions(ModelManifest manifest) {
        List<float[]> all = new ArrayList<>();
        for (ModelManifest.Direction direction : manifest.source().directions()) {
            float[] vector = NpyFile.vector(folder.resolve(direction.file()), ModelManifest.VECTOR);
            double squares = 0;
            for (float v : vector) {
                squares += v * v;
            }
            for (int i = 0; i < vector.length; i++) {
                vector[i] = (float) (vector[i] * direction.weight() / Math.sqrt(squares + 1e-12));
            }
            all.add(vector);
        }
        return all;
    }
}
