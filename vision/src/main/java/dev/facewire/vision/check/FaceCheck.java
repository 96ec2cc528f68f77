package dev.facewire.vision.check;

import dev.facewire.protocol.error.Fault;
import dev.facewire.vision.enrol.Enrolment;
import dev.facewire.vision.enrol.Enrolment.Understood;
import dev.facewire.vision.enrol.NetworkCalls;
import dev.facewire.vision.enrol.Pictures;
import dev.facewire.vision.enrol.Texturing;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.MediaPipeFaceFinder;
import dev.facewire.vision.tensor.ShippedModels;
import dev.facewire.vision.tensor.TorchDevice;
import dev.facewire.vision.tensor.TorchModule;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Says what is understood of photos of a face, and draws it. */
@Command(
        name = "facewire face check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Looks at photos of one person as a worker does, says what is good and bad about them, and draws what was"
                    + " understood: the photo with its mesh, the texture that is put on, and the face that comes of it,"
                    + " seen from the front.",
            "Runs on this machine alone; nothing is uploaded."
        })
public final class FaceCheck implements Callable<Integer> {
    private static final int RUN_FAILED = 1;
    private static final int USER_ERROR = 2;
    private static final long MAX_BYTES = 10L * 1024 * 1024; // the API's limit

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "JPEG or PNG; several photos of one person are joined.")
    private List<Path> files;

    @Option(
            names = "--output",
            paramLabel = "PNG",
            description = "Where the picture goes (default: beside the first photo, …-check.png).")
    private Path output;

    private final PrintStream out;

    FaceCheck(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] args) {
        int code = new CommandLine(new FaceCheck(System.out))
                .registerConverter(Path.class, FaceCheck::path)
                .setExecutionExceptionHandler((thrown, line, parsed) -> {
                    System.err.println("facewire face check: it failed"
                            + (thrown.getMessage() == null ? "" : ": " + thrown.getMessage()));
                    return RUN_FAILED;
                })
                .execute(args);
        System.out.flush();
        Runtime.getRuntime().halt(code); // PyTorch's threads need not be waited for
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException(
                    "'" + text
                            + "' can't be opened: it is no file name, or this locale has no such letters (LC_ALL=C.UTF-8 has all)");
        }
    }

    @Override
    public Integer call() {
        try {
            Path target = target();
            check(read(), target);
            return 0;
        } catch (Fault | IllegalArgumentException e) {
            System.err.println("facewire face check: " + e.getMessage());
            return USER_ERROR;
        }
    }

    private List<byte[]> read() {
        List<byte[]> bytes = new ArrayList<>();
        for (Path file : files) {
            try {
                if (Files.size(file) > MAX_BYTES) {
                    throw new IllegalArgumentException("'" + file + "' has more than 10 MB: save it smaller");
                }
                bytes.add(Files.readAllBytes(file));
            } catch (IOException e) {
                throw new IllegalArgumentException("'" + file + "' can't be read; is it a file, and readable?", e);
            }
        }
        return bytes;
    }

    /** Where the picture goes: a file that can be written, and none of the photos. */
    private Path target() {
        Path target = output == null ? beside(files.get(0)) : output;
        Path folder = target.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(target)) {
            throw new IllegalArgumentException("'" + target + "' can't be written: "
                    + (Files.isDirectory(target) ? "it is a folder" : "there is no such folder")
                    + "; choose another --output");
        }
        for (Path photo : files) {
            try {
                if (Files.exists(target) && Files.exists(photo) && Files.isSameFile(target, photo)) {
                    throw new IllegalArgumentException(
                            "'" + target + "' is one of the photos, and would be overwritten; choose another --output");
                }
            } catch (IOException e) {
                throw new IllegalArgumentException("'" + photo + "' can't be read; is it a file, and readable?", e);
            }
        }
        return target;
    }

    private void check(List<byte[]> photos, Path target) {
        FaceMesh mesh = FaceMesh.load();
        try (TorchDevice device = TorchDevice.open(-1);
                TorchModule pictures = device.load(ShippedModels.read("mesh_swap.pt"));
                MediaPipeFaceFinder finder = new MediaPipeFaceFinder(device, pictures);
                Texturing texturing = new Texturing(device, device.load(ShippedModels.read("enrol.pt")), mesh)) {
            Understood understood = new Enrolment(finder, mesh, texturing).understand(photos, NetworkCalls.here());
            tell(understood);
            draw(understood, mesh, target);
        }
    }

    private void tell(Understood understood) {
        out.printf(
                Locale.ROOT,
                "one face: turned %.0f°, nodding %.0f°, mouth %s%n",
                understood.pose().yaw(),
                understood.pose().pitch(),
                understood.source().mouthOpening() > 0.05 ? "open" : "closed");
        understood.warnings().forEach(warning -> out.println("warning: " + warning));
        if (understood.warnings().isEmpty()) {
            out.println("a good photo");
        }
    }

    private void draw(Understood understood, FaceMesh mesh, Path target) {
        try {
            write(target, Pictures.png(UnderstoodPicture.draw(understood, mesh)));
        } catch (IOException e) {
            throw new IllegalArgumentException("'" + target + "' can't be written; choose another --output", e);
        }
        out.println("see " + target);
    }

    /** Beside it first: a full disk leaves what was there as it was. */
    private static void write(Path target, byte[] png) throws IOException {
        Path real = Files.exists(target) ? target.toRealPath() : target;
        Path part = real.resolveSibling(real.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            Files.write(part, png, StandardOpenOption.CREATE_NEW);
            Files.move(part, real, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static Path beside(Path photo) {
        String name = String.valueOf(photo.getFileName());
        int dot = name.lastIndexOf('.');
        return photo.resolveSibling((dot < 1 ? name : name.substring(0, dot)) + "-check.png");
    }
}
