package dev.facewire.bench.quality.identity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a small TensorFlow Lite network of convolutions through PyTorch: OpenCV's reader lacks the operation {@code ABS}
 * that MobileFaceNet is written with, and TensorFlow's own runtime is on no Maven repository for desktops. Pictures are
 * NCHW inside. Holds native memory in the manager that it was given; confined to one thread.
 */
final class TfliteNet {
    // Numbers of the schema, github.com/tensorflow/tensorflow, tensorflow/lite/schema/schema.fbs.
    private static final int ADD = 0;
    private static final int CONV_2D = 3;
    private static final int DEPTHWISE_CONV_2D = 4;
    private static final int MUL = 18;
    private static final int RELU = 19;
    private static final int RESHAPE = 22;
    private static final int SUB = 41;
    private static final int ABS = 101;
    private static final int FLOAT32 = 0;
    private static final int SAME = 0;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Step(int operation, int[] inputs, int output, int padding, int stride) {}

    private final Map<Integer, NDArray> constants = new HashMap<>();
    private final List<Step> steps = new ArrayList<>();
    private final int input;
    private final int output;

    /**
     * Reads a model.
     *
     * @param manager owns the weights
     * @throws IllegalArgumentException where it uses what is not known here
     */
    TfliteNet(byte[] file, NDManager manager) {
        FlatBuffer model = new FlatBuffer(file);
        int root = model.root();
        int[] codes = model.tables(root, 1);
        int graph = model.tables(root, 2)[0];
        int[] buffers = model.tables(root, 4);
        int[] tensors = model.tables(graph, 0);
        this.input = model.ints(graph, 1)[0];
        this.output = model.ints(graph, 2)[0];
        boolean[] depthwise = new boolean[tensors.length];
        boolean[] factor = new boolean[tensors.length];
        for (int operator : model.tables(graph, 3)) {
            int code = codes[model.int32(operator, 0, 0)];
            int operation = Math.max(model.int8(code, 0), model.int32(code, 3, 0));
            int[] inputs = model.ints(operator, 1);
            int options = model.table(operator, 4);
            steps.add(step(model, operation, inputs, model.ints(operator, 2)[0], options));
            if (operation == DEPTHWISE_CONV_2D) {
                depthwise[inputs[1]] = true;
            }
            if (operation == MUL) {
                factor[inputs[0]] = true;
            }
        }
        for (int i = 0; i < tensors.length; i++) {
            var data = model.data(buffers[model.int32(tensors[i], 2, 0)], 0);
            if (data.remaining() > 0 && model.int8(tensors[i], 1) == FLOAT32) {
                float[] values = new float[data.remaining() / Float.BYTES];
                data.asFloatBuffer().get(values);
                int[] shape = model.ints(tensors[i], 0);
                int[] seen = factor[i] && shape.length == 1 ? new int[] {1, 1, 1, shape[0]} : shape;
                constants.put(i, constant(manager, values, seen, depthwise[i]));
            }
        }
    }

    private static Step step(FlatBuffer model, int operation, int[] inputs, int output, int options) {
        return switch (operation) {
            case CONV_2D, DEPTHWISE_CONV_2D -> {
                int activation = model.int8(options, operation == CONV_2D ? 3 : 4);
                int dilation = model.int32(options, operation == CONV_2D ? 4 : 5, 1);
                if (activation != 0 || dilation != 1 || inputs.length != 3) {
                    throw new IllegalArgumentException("a convolution of an unknown kind");
                }
                yield new Step(operation, inputs, output, model.int8(options, 0), model.int32(options, 1, 1));
            }
            case ADD, MUL, SUB, RELU, ABS, RESHAPE -> new Step(operation, inputs, output, 0, 1);
            default -> throw new IllegalArgumentException("an unknown operation, number " + operation);
        };
    }

    /** Weights as PyTorch wants them: [out, in, height, width]; per-channel values beside a picture. */
    private static NDArray constant(NDManager manager, float[] values, int[] shape, boolean depthwise) {
        long[] dimensions = new long[shape.length];
        for (int i = 0; i < shape.length; i++) {
            dimensions[i] = shape[i];
        }
        try (NDManager scope = manager.newSubManager()) {
            NDArray read = scope.create(values, new Shape(dimensions));
            NDArray turned = shape.length == 4
                    ? read.transpose(depthwise ? new int[] {3, 0, 1, 2} : new int[] {0, 3, 1, 2})
                    : read;
            NDArray kept = turned.duplicate();
            kept.attach(manager);
            return kept;
        }
    }

    /**
     * Runs the network.
     *
     * @param picture [1, 3, h, w]; what comes out lives in its manager
     */
    NDArray run(NDArray picture) {
        Map<Integer, NDArray> values = new HashMap<>(constants);
        values.put(input, picture);
        for (Step step : steps) {
            NDArray a = values.get(step.inputs()[0]);
            NDArray b = step.inputs().length > 1 ? values.get(step.inputs()[1]) : null;
            values.put(
                    step.output(),
                    switch (step.operation()) {
                        case CONV_2D, DEPTHWISE_CONV_2D -> convolution(step, a, b, values.get(step.inputs()[2]));
                        case ADD -> a.add(b);
                        case SUB -> a.sub(b);
                        // A result lives where its left operand does, and that must not be with the weights.
                        case MUL -> constants.containsKey(step.inputs()[0]) ? b.mul(a) : a.mul(b);
                        case RELU -> a.maximum(0);
                        case ABS -> a.abs();
                        default -> a.reshape(1, -1);
                    });
        }
        return values.get(output);
    }

    private static NDArray convolution(Step step, NDArray picture, NDArray weights, NDArray bias) {
        int groups = step.operation() == CONV_2D ? 1 : (int) weights.getShape().get(0);
        long kernel = weights.getShape().get(2);
        long side = picture.getShape().get(2);
        NDArray padded = picture;
        if (step.padding() == SAME) {
            long out = (side + step.stride() - 1) / step.stride();
            long padding = Math.max(0, (out - 1) * step.stride() + kernel - side);
            if (padding > 0) { // TensorFlow puts the odd row last
                long first = padding / 2;
                long last = padding - first;
                padded = picture.pad(new Shape(first, last, first, last), 0);
            }
        }
        Shape stride = new Shape(step.stride(), step.stride());
        return Conv2d.conv2d(padded, weights, bias, stride, new Shape(0, 0), new Shape(1, 1), groups)
                .singletonOrThrow();
    }
}
