package dev.facewire.vision.tensor;

import ai.djl.engine.Engine;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.facewire.vision.tensor.TorchDevice.Scope;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A network as ONNX, by ONNX Runtime on the CPU, on the calling thread alone. Owns the session. */
final class OnnxNetwork implements PictureNetwork {
    private static final OrtEnvironment ENVIRONMENT = environment();

    private final OrtSession session;
    private final String input;

    private OnnxNetwork(OrtSession session) {
        this.session = session;
        this.input = session.getInputNames().iterator().next();
    }

    /** A process has one. DJL, by which embedding networks run, wants to make it itself, and can't run where it is there already. */
    private static OrtEnvironment environment() {
        TorchDevice.configure(); // DJL's engine brings PyTorch's up
        Engine.getEngine("OnnxRuntime");
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        UnpackedLibraries.delete("onnxruntime-java");
        return environment;
    }

    static OnnxNetwork load(byte[] model) {
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            return new OnnxNetwork(ENVIRONMENT.createSession(model, options));
        } catch (OrtException e) {
            throw new IllegalStateException("a network can't be loaded", e);
        }
    }

    @Override
    public List<float[]> run(Scope scope, List<Tensor> pictures) {
        Tensor all = Tensor.stack(scope, pictures);
        FloatBuffer floats = all.hostBytes()
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer(); // PyTorch's memory is read where it lies
        try (OnnxTensor tensor = OnnxTensor.createTensor(ENVIRONMENT, floats, all.shape());
                OrtSession.Result result = session.run(Map.of(input, tensor))) {
            List<float[]> outputs = new ArrayList<>();
            for (Map.Entry<String, OnnxValue> output : result) {
                outputs.add(floats((OnnxTensor) output.getValue()));
            }
            return outputs;
        } catch (OrtException e) {
            throw new IllegalStateException("a network can't be run", e);
        }
    }

    private static float[] floats(OnnxTensor tensor) {
        FloatBuffer from = tensor.getFloatBuffer();
        float[] copy = new float[from.remaining()];
        from.get(copy);
        return copy;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("a network can't be closed", e);
        }
    }
}
