package dev.facewire.vision.tensor;

import dev.facewire.vision.tensor.TorchDevice.Scope;
import java.util.List;

/** A network as TorchScript. Owns the module. */
final class TorchNetwork implements PictureNetwork {
    private final TorchModule module;

    TorchNetwork(TorchModule module) {
        this.module = module;
    }

    @Override
    public List<float[]> run(Scope scope, List<Tensor> pictures) {
        return module.run(scope, "forward", Tensor.stack(scope, pictures)).stream()
                .map(Tensor::toFloats)
                .toList();
    }

    @Override
    public void close() {
        module.close();
    }
}
