package dev.facewire.vision.tensor;

import dev.facewire.media.I420Frame;
import dev.facewire.vision.tensor.TorchDevice.Scope;

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
