package dev.facewire.vision.tensor;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import dev.facewire.vision.tensor.TorchDevice.Scope;
import java.util.ArrayList;
import java.util.List;

/** A TorchScript module on its device. */
public final class TorchModule implements AutoCloseable {
    private final PtSymbolBlock block;

    TorchModule(PtSymbolBlock block) {
        this.block = block;
    }

    /**
     * Runs a method.
     *
     * @param arguments {@link Tensor}, Long, Integer or Double each, or a list of tensors, of Integers or of Doubles
     * @return its tensors, one or several, in the scope; none where it gives something else, or nothing
     */
    public List<Tensor> run(Scope scope, String method, Object... arguments) {
        List<IValue> values = new ArrayList<>(arguments.length);
        try {
            for (Object argument : arguments) {
                values.add(value(argument));
            }
            try (IValue result = IValueUtils.runMethod(block, method, values.toArray(IValue[]::new))) {
                return tensors(scope, result);
            }
        } finally {
            values.forEach(IValue::close);
        }
    }

    private static IValue value(Object argument) {
        if (argument instanceof Tensor tensor) {
            return IValue.from(tensor.array());
        }
        if (argument instanceof Double number) {
            return IValue.from(number.doubleValue());
        }
        if (argument instanceof Number number) {
            return IValue.from(number.longValue());
        }
        if (argument instanceof Boolean flag) {
            return IValue.from(flag.booleanValue());
        }
        if (argument instanceof List<?> list && !list.isEmpty()) {
            return values(list);
        }
        throw new IllegalArgumentException("no tensor and no number: " + argument);
    }

    private static IValue values(List<?> list) {
        if (list.get(0) instanceof Tensor) {
            return IValue.listFrom(
                    list.stream().map(tensor -> ((Tensor) tensor).array()).toArray(PtNDArray[]::new));
        }
        if (list.get(0) instanceof Double) {
            return IValue.listFrom(
                    list.stream().mapToDouble(number -> (Double) number).toArray());
        }
        return IValue.listFrom(
                list.stream().mapToLong(number -> ((Number) number).longValue()).toArray());
    }

    private static List<Tensor> tensors(Scope scope, IValue result) {
        if (result.isTensor()) {
            return List.of(new Tensor(result.toTensor(scope.manager())));
        }
        List<Tensor> tensors = new ArrayList<>();
        if (result.isTuple()) {
            for (IValue part : result.toIValueTuple()) {
                try (part) {
                    tensors.add(new Tensor(part.toTensor(scope.manager())));
                }
            }
        } else if (result.isTensorList()) {
            for (PtNDArray array : result.toTensorArray(scope.manager())) {
                tensors.add(new Tensor(array));
            }
        }
        return tensors;
    }

    @Override
    public void close() {
        block.close();
    }
}
