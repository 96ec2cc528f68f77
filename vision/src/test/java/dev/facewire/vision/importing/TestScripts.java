package dev.facewire.vision.importing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Small TorchScript files with the interface of a swap network, of Python that stands in a test. */
public final class TestScripts {
    private static final String HEAD = """
            import torch
            from torch import Tensor

            class Net(torch.nn.Module):
                def __init__(self):
                    super().__init__()
                    self.register_buffer("device_of", torch.zeros(1))

                @torch.jit.export
                def latent(self, embedding: Tensor) -> Tensor:
                    return embedding

            """;

    private TestScripts() {}

    /**
     * Makes one; skipped, or failed, as {@link RandomModels#need} tells.
     *
     * @param methods of the module, in Python
     */
    public static Path make(Path file, String methods) throws IOException, InterruptedException {
        return python(
                file,
                HEAD + methods.indent(4) + "\n\nimport sys\ntorch.jit.save(torch.jit.script(Net()), sys.argv[1])\n");
    }

    /** Makes a file by a script, whose argument it is. */
    static Path python(Path file, String script) throws IOException, InterruptedException {
        RandomModels.need(file.getParent());
        Path written = Files.writeString(file.resolveSibling(file.getFileName() + ".py"), script);
        Path log = file.resolveSibling(file.getFileName() + ".log");
        if (RandomModels.run(List.of(RandomModels.PYTHON, "-B", written.toString(), file.toString()), log) != 0) {
            throw new IOException(Files.readString(log, StandardCharsets.UTF_8));
        }
        return file;
    }
}
