package dev.facewire.vision.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import dev.facewire.vision.tensor.TorchDevice.Scope;
import java.nio.ByteBuffer;
import java.util.List;

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

    /** Zeros, on the CPU. */
    public static Tensor zeros(Scope scope, long... shape) {
        return new Tensor((PtNDArray) scope.manager().zeros(new Shape(shape), DataType.FLOAT32));
    }

    /** Tensors of shape [1, …] as one of [N, …]. */
    public static Tensor stack(Scope scope, List<Tensor> tensors) {
        if (tensors.size() == 1) {
            return tensors.get(0);
        }
        NDList all = new NDList();
        tensors.forEach(tensor -> all.add(tensor.array()));
        PtNDArray stacked = (PtNDArray) NDArrays.concat(all, 0);
        stacked.attach(scope.manager());
        return new Tensor(stacked);
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

    /** The same tensor, which outlives its scope; the caller closes it. */
    public Tensor own(TorchDevice device) {
        array.attach(device.keep());
        return this;
    }

    /** The bytes of a tensor in the host's memory, without a copy; good until the tensor is closed. */
    public ByteBuffer hostBytes() {
        ByteBuffer bytes = array.toByteBuffer(true);
        if (!bytes.isDirect()) {
            throw new IllegalStateException("the tensor's memory can't be shared");
        }
        return bytes;
    }

    /** Its sizes. */
    public long[] shape() {
        return array.getShape().getShape();
    }

    /** The size of the last dimension. */
    public int columns() {
        return (int) array.getShape().get(array.getShape().dimension() - 1);
    }

    public float[] toFloats() {
        return array.toFloatArray();
    }

    @Override
    public void close() {
        array.close();
    }
}
