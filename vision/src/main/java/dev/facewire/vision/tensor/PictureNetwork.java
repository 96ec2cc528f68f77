package dev.facewire.vision.tensor;

import dev.facewire.vision.tensor.TorchDevice.Scope;
import java.util.List;

/**
 * A shipped network that takes pictures and gives numbers: TorchScript on CUDA, and ONNX by ONNX Runtime on CPUs, where the
 * landmark network takes it a quarter of the time that PyTorch takes ({@code
 * docs/decisions/0003-onnx-runtime-beside-pytorch.md}). Both forms are of the same weights. Confined to the device
 * loop's thread.
 */
public interface PictureNetwork extends AutoCloseable {

    /**
     * Loads the form that a device wants; owned by the caller.
     *
     * @param name of the model file, without its ending
     */
    static PictureNetwork load(TorchDevice device, String name) {
        return device.cuda()
                ? new TorchNetwork(device.load(ShippedModels.read(name + ".pt")))
                : OnnxNetwork.load(ShippedModels.read(name + ".onnx"));
    }

    /**
     * Runs it.
     *
     * @param pictures [1, 3, s, s] each, floats, on this network's device
     * @return its outputs, each for all pictures one after the other
     */
    List<float[]> run(Scope scope, List<Tensor> pictures);

    @Override
    void close();
}
