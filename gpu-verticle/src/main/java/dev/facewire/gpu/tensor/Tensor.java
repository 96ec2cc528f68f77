package dev.facewire.gpu.tensor;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import dev.facewire.gpu.tensor.TorchDevice.Scope;
import java.nio.ByteBuffer;

/** A tensor. Those of a {@link Scope} end with it; others are closed by who asked for them. */
public final class Tensor implements AutoCloseable {
    private final PtNDArray array;

    Tensor(PtNDArray array) {
        this.array = array;
    }

    PtNDArray array() {
        return array;
    }

    /** Bytes in place, without a copy: the tensor writes where the buffer reads. The buffer must outlive the scope. */
    public static Tensor bytes(Scope scope, ByteBuffer direct, long rows, long columns) {
        return new Tensor(
                scope.manager().create(whole(direct, rows * columns), new Shape(rows, columns), DataType.UINT8));
    }

    /** Floats in place, without a copy. */
    public static Tensor floats(Scope scope, ByteBuffer direct, long... shape) {
        Shape of = new Shape(shape);
        return new Tensor(scope.manager().create(whole(direct, of.size() * Float.BYTES), of, DataType.FLOAT32));
    }

    /** A tensor of no elements, for an argument that is not there yet. */
    public static Tensor none(Scope scope) {
        return new Tensor(scope.manager().create(ByteBuffer.allocateDirect(0), new Shape(0), DataType.FLOAT32));
    }

    private static ByteBuffer whole(ByteBuffer direct, long bytes) {
        ByteBuffer view = direct.duplicate().order(java.nio.ByteOrder.nativeOrder());
        view.clear().limit(Math.toIntExact(bytes));
        return view;
    }

    /** A copy on the device that outlives scopes; the caller closes it. */
    public Tensor keep(TorchDevice device) {
        Device to = device.keep().getDevice();
        // toDevice() makes no copy where there is nothing to move, whatever it is told
        PtNDArray moved = (PtNDArray) (to.equals(array.getDevice()) ? array.duplicate() : array.toDevice(to, true));
        moved.attach(device.keep());
        return new Tensor(moved);
    }

    public float[] toFloats() {
        return array.toFloatArray();
    }

    @Override
    public void close() {
        array.close();
    }
}
