package dev.facewire.vision.importing;

import dev.facewire.vision.model.ManifestFile;
import dev.facewire.vision.model.ModelManifest;
import dev.facewire.vision.model.ModelStore;
import dev.facewire.vision.model.UnusableModelException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** {@code facewire models}: what is known, what is here, and how it gets here. */
@Command(
        name = "facewire models",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Models that you bring for the neural engine: weights of inswapper's and ReSwapper's family, and the network that"
                    + " makes their source vectors. Nothing is downloaded. docs/how-to/bring-a-model.md tells what a"
                    + " manifest holds."
        })
public final class ModelsMain {
    private static final int NOT_RIGHT = 1;
    private static final int USER_ERROR = 2;

    @Option(
            names = "--models-dir",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Where imported models are (default: FACEWIRE_MODELS, or ~/.local/share/facewire/models).")
    private Path folder;

    private final PrintStream out;
    private final PrintStream err;

    ModelsMain(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] args) {
        int code = new ModelsMain(System.out, System.err).run(args);
        System.out.flush();
        Runtime.getRuntime().halt(code); // PyTorch's threads need not be waited for
    }

    /** The same without ending the process, and all that is said to one place. */
    public static int run(String[] args, PrintStream out) {
        return new ModelsMain(out, out).run(args);
    }

    CommandLine commandLine() {
        CommandLine line = new CommandLine(this);
        line.addSubcommand("import", new Import());
        line.addSubcommand("list", new Listing());
        line.addSubcommand("verify", new Verify());
        line.addSubcommand("info", new Info());
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof UnusableModelException) {
                err.println("facewire models: " + failure.getMessage());
                return USER_ERROR;
            }
            throw failure;
        });
        return line;
    }

    /** The exit code: 0, 1 where a model is not right, 2 where the command is not. */
    int run(String... args) {
        CommandLine line = commandLine();
        if (args.length == 0) {
            line.usage(out);
            return 0;
        }
        return line.execute(args);
    }

    private ModelStore store() {
        return new ModelStore(folder == null ? ModelStore.defaultFolder() : folder);
    }

    /** Shown whenever a model is brought in or looked at. */
    private static String licence(ModelManifest manifest) {
        return "licence: " + manifest.licence().name() + " — "
                + manifest.licence().limits()
                + (manifest.licence().source() == null
                        ? ""
                        : " (" + manifest.licence().source() + ")");
    }

    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description =
                    "Checks files, converts them to TorchScript where needed, and keeps them. Converting runs your own"
                            + " Python with torch (and onnx for .onnx files).")
    final class Import implements Callable<Integer> {
        @Parameters(arity = "1..*", paramLabel = "FILE", description = ".onnx, .pth or TorchScript.")
        private List<Path> files;

        @Option(names = "--as", paramLabel = "MODEL", description = "What the file is, where its SHA-256 is not known.")
        private String as;

        @Option(names = "--name", paramLabel = "NAME", description = "To keep it under (default: the model's).")
        private String name;

        @Option(
                names = "--emap",
                paramLabel = "FILE",
                description = "The map of source vectors, .npy or an inswapper .onnx: ReSwapper's .pth come without.")
        private Path emap;

        @Option(
                names = "--direction",
                paramLabel = "NPY=WEIGHT",
                description =
                        "Puts an attribute direction on every source vector; for a variant with a --name of its own.")
        private Map<Path, Double> directions = new LinkedHashMap<>();

        @Option(
                names = "--python",
                paramLabel = "COMMAND",
                defaultValue = "${env:FACEWIRE_PYTHON:-}",
                description = "The Python that converts (default: FACEWIRE_PYTHON, or one that has torch).")
        private String python;

        @Override
        public Integer call() {
            if (files.size() > 1 && (as != null || name != null)) {
                throw new UnusableModelException("--as and --name are for one file at a time");
            }
            Converter converter = new Converter(python == null || python.isBlank() ? null : python);
            Importer importer = new Importer(store(), converter, new ModelCheck(), out);
            for (Path file : files) {
                ModelManifest made = importer.bring(file, new Importer.Wish(as, name, emap, directions));
                out.println(made.name() + ": imported into " + store().folder() + "; " + licence(made));
            }
            return 0;
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "What is here, and what could be brought.")
    final class Listing implements Callable<Integer> {
        @Override
        public Integer call() {
            List<ModelStore.Entry> here = store().entries();
            out.println("in " + store().folder() + ":" + (here.isEmpty() ? " nothing" : ""));
            for (ModelStore.Entry entry : here) {
                out.println("  "
                        + (entry.manifest() == null ? entry.name() + "  " + entry.problem() : row(entry.manifest())));
            }
            out.println("known, for `facewire models import`:");
            ManifestFile.known()
                    .forEach(manifest -> out.println("  " + row(manifest) + "; from "
                            + manifest.original().file()));
            return 0;
        }

        private String row(ModelManifest manifest) {
            return String.format(
                    "%-20s %-9s %4d px  %s",
                    manifest.name(),
                    manifest.kind(),
                    manifest.input().size(),
                    manifest.licence().limits());
        }
    }

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Compares files with their SHA-256, loads them and runs them once.")
    final class Verify implements Callable<Integer> {
        @Parameters(arity = "0..*", paramLabel = "NAME", description = "Default: all.")
        private List<String> names = List.of();

        @Override
        public Integer call() {
            ModelStore store = store();
            List<String> wanted = names.isEmpty()
                    ? store.entries().stream().map(ModelStore.Entry::name).toList()
                    : names;
            int wrong = 0;
            for (String name : wanted) {
                try {
                    ModelManifest manifest = store.manifest(name);
                    new ModelCheck().run(manifest, store.verified(manifest));
                    if (manifest.source() != null) {
                        store.directions(manifest);
                    }
                    out.println(name + ": right");
                } catch (UnusableModelException e) {
                    wrong++;
                    out.println(name + ": NOT right: " + e.getMessage());
                }
            }
            if (wanted.isEmpty()) {
                out.println("there are no models in " + store.folder());
            }
            return wrong == 0 ? 0 : NOT_RIGHT;
        }
    }

    @Command(name = "info", mixinStandardHelpOptions = true, description = "The manifest of a model, and its licence.")
    final class Info implements Callable<Integer> {
        @Parameters(arity = "1", paramLabel = "NAME", description = "Of a model that is here, or known.")
        private String name;

        @Override
        public Integer call() {
            ModelManifest manifest = store().entries().stream()
                    .filter(entry -> entry.name().equals(name) && entry.manifest() != null)
                    .map(ModelStore.Entry::manifest)
                    .findFirst()
                    .or(() -> ManifestFile.known().stream()
                            .filter(one -> one.name().equals(name))
                            .findFirst())
                    .orElseGet(() -> store().manifest(name)); // says why it can't be used
            out.print(ManifestFile.write(manifest));
            out.println(licence(manifest));
            if (manifest.file() == null) {
                out.println("not imported yet: facewire models import "
                        + manifest.original().file());
            }
            return 0;
        }
    }
}
