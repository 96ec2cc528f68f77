package dev.facewire.gpu.tensor;

import dev.facewire.gpu.tensor.TorchDevice.Scope;
import dev.facewire.rtc.frame.I420Frame;

/** The three planes of a frame as tensors over its own memory: rows × stride. Ends with its scope. */
public record FramePlanes(Tensor y, Tensor u, Tensor v, int width, int height) {

    public static FramePlanes of(Scope scope, I420Frame frame) {
        return new FramePlanes(
                Tensor.bytes(scope, frame.y(), frame.height(), frame.strideY()),
                Tensor.bytes(scope, frame.u(), frame.chromaHeight(), frame.strideU()),
                Tensor.bytes(scope, frame.v(), frame.chromaHeight(), frame.strideV()),
                frame.width(),
                frame.height());
    }
}
