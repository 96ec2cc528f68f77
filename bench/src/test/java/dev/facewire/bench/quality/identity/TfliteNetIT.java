package dev.facewire.bench.quality.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.facewire.bench.quality.identity.TinyFlatBuffer.Table;
import dev.facewire.vision.tensor.TorchDevice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** A network small enough to be reckoned by hand: a convolution, TensorFlow's five steps of a PReLU, a reshape. */
class TfliteNetIT {
    private static final byte SAME = 0;
    private static final int CONV = 3;
    private static final int SUB = 41;

    private static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }

    private static Table tensor(int buffer, int... shape) {
        return new Table().with(0, shape).with(1, (byte) 0).with(2, buffer);
    }

    private static Table operator(int code, int output, int... inputs) {
        return new Table().with(0, code).with(1, inputs).with(2, new int[] {output});
    }

    /** 0 input, 1 weights, 2 bias, 3 convolved, 4 relu, 5 abs, 6 difference, 7 factor, 8 product, 9 sum, 10 flat. */
    private static byte[] model(int lastOperation) {
        Table convolution = operator(0, 3, 0, 1, 2)
                .with(4, new Table().with(0, SAME).with(1, 2).with(2, 2));
        Table graph = new Table()
                .with(0, new Table[] {
                    tensor(0, 1, 3, 3, 1), tensor(1, 1, 3, 3, 1), tensor(2, 1), tensor(0, 1, 2, 2, 1),
                    tensor(0, 1, 2, 2, 1), tensor(0, 1, 2, 2, 1), tensor(0, 1, 2, 2, 1), tensor(3, 1),
                    tensor(0, 1, 2, 2, 1), tensor(0, 1, 2, 2, 1), tensor(0, 1, 4)
                })
                .with(1, new int[] {0})
                .with(2, new int[] {10})
                .with(3, new Table[] {
                    convolution,
                    operator(1, 4, 3),
                    operator(2, 5, 3),
                    operator(3, 6, 3, 5),
                    operator(4, 8, 7, 6),
                    operator(5, 9, 4, 8),
                    operator(6, 10, 9)
                });
        int[] operations = {CONV, 19, 101, SUB, 18, 0, lastOperation};
        Table[] codes = new Table[operations.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = new Table().with(0, (byte) operations[i]).with(3, operations[i]);
        }
        Table[] buffers = {
            new Table(),
            new Table().with(0, floats(0, 0, 0, 0, 1, 0, 0, 0, 2)), // the middle, and twice what is below right of it
            new Table().with(0, floats(-10)),
            new Table().with(0, floats(0.25f)) // a slope of a half under zero
        };
        return TinyFlatBuffer.of(
                new Table().with(1, codes).with(2, new Table[] {graph}).with(4, buffers));
    }

    @Test
    void theNumbersAreTensorFlows() {
        TorchDevice.open(-1).close();
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            TfliteNet net = new TfliteNet(model(22), manager);
            NDArray picture = manager.create(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, new Shape(1, 1, 3, 3));
            // Rows and columns 0 and 2, one of padding around: 1+2·5, 3, 7, 9; less 10; what is under zero halved.
            float[] out = net.run(picture).toFloatArray();
            float[] expected = {1, -3.5f, -1.5f, -0.5f};
            for (int i = 0; i < 4; i++) {
                assertThat(out[i]).isCloseTo(expected[i], within(1e-5f));
            }
        }
    }

    @Test
    void whatIsNotKnownIsRefused() {
        TorchDevice.open(-1).close();
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            assertThatThrownBy(() -> new TfliteNet(model(99), manager))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("99");
        }
    }

    @Test
    void manyRunsLeaveNothingBehind() {
        TorchDevice.open(-1).close();
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            TfliteNet net = new TfliteNet(model(22), manager);
            int before = manager.getManagedArrays().size();
            for (int i = 0; i < 5; i++) {
                try (NDManager scope = manager.newSubManager()) {
                    net.run(scope.create(new float[9], new Shape(1, 1, 3, 3)));
                }
            }
            assertThat(manager.getManagedArrays()).hasSize(before);
        }
    }
}
