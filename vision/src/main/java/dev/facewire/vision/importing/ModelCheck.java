package dev.facewire.vision.importing;

import dev.facewire.vision.model.ModelManifest;
import dev.facewire.vision.model.ModelManifest.Kind;
import dev.facewire.vision.model.UnusableModelException;
import dev.facewire.vision.neural.OnnxEmbedder;
import dev.facewire.vision.neural.SwapNetwork;
import dev.facewire.vision.tensor.TorchDevice;
import java.nio.file.Path;

/** Loads a model and runs it once, on the CPU: what it gives must be of the manifest's shape. */
final class ModelCheck {

    /** @throws UnusableModelException in words for the user */
    void run(ModelManifest manifest, Path file) {
        if (manifest.kind() == Kind.SWAP) {
            try (TorchDevice device = TorchDevice.open(-1);
                    SwapNetwork network = SwapNetwork.load(device, manifest, file)) {
                network.check();
            }
        } else if (manifest.kind() == Kind.EMBEDDING) {
            OnnxEmbedder.load(manifest, file).close();
        } else {
            throw new UnusableModelException("models of kind " + manifest.kind() + " are not used yet");
        }
    }
}
