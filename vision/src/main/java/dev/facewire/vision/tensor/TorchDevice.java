package dev.facewire.vision.tensor;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;

/**
 * One device as PyTorch sees it. Opened, used and closed on the device loop's thread: grad mode is a matter of threads,
 * and tensors are nobody else's business. Tensors over a frame's memory stay on the CPU; the modules move what they need
 * to their own device.
 */
public final class TorchDevice implements AutoCloseable {
    private static final String ENGINE = "PyTorch";

    static {
        // Read when the engine loads. One thread: two on a loaded machine made 1080p four times slower. No graph
        // optimiser: it re-compiles for every new shape, and regions change from frame to frame.
        setDefault("ai.djl.pytorch.num_threads", "1");
        setDefault("ai.djl.pytorch.num_interop_threads", "1");
        setDefault("ai.djl.pytorch.graph_optimizer", "false");
        // cuDNN tries its algorithms once for each shape; batches are padded to few sizes for that (NeuralSwapEngine).
        setDefault("ai.djl.pytorch.cudnn_benchmark", "true");
        setDefault("ai.djl.offline", "true");
        setDefault("OPT_OUT_TRACKING", "true");
    }

    private final PtNDManager onDevice;
    private final PtNDManager onCpu;

    private TorchDevice(Device device) {
        this.onDevice = (PtNDManager) NDManager.newBaseManager(device, ENGINE);
        this.onCpu = (PtNDManager) NDManager.newBaseManager(Device.cpu(), ENGINE);
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /** Sets what the engine reads when it loads; for what loads it by another way than this class. */
    public static void configure() {
        // done when the class was initialised
    }

    /** How many CUDA devices there are; loads the engine, in half a second (the first time ever, 4 s). */
    public static int cudaDevices() {
        return Engine.getEngine(ENGINE).getGpuCount();
    }

    /**
     * Opens a device for this thread.
     *
     * @param cudaIndex of a CUDA device, or −1 for the CPU
     */
    public static TorchDevice open(int cudaIndex) {
        Engine.getEngine(ENGINE); // before JniUtils, or the natives are not there
        JniUtils.setGradMode(false);
        return new TorchDevice(cudaIndex < 0 ? Device.cpu() : Device.gpu(cudaIndex));
    }

    public boolean cuda() {
        return onDevice.getDevice().isGpu();
    }

    /** Loads a module; owned by the caller. */
    public TorchModule load(byte[] module) {
        try {
            PtSymbolBlock block = JniUtils.loadModule(onDevice, new ByteArrayInputStream(module), false, false);
            return new TorchModule(block);
        } catch (IOException e) {
            throw new IllegalStateException("a module can't be loaded", e);
        }
    }

    /** Loads a module from a file, without a copy of all of it in Java's memory; owned by the caller. */
    public TorchModule load(Path file) {
        return new TorchModule(JniUtils.loadModule(onDevice, file, false, new String[0], new String[0], false));
    }

    /** A scope for the tensors of one batch; closing it frees them. */
    public Scope scope() {
        return new Scope((PtNDManager) onCpu.newSubManager());
    }

    /** Tensors made in one try block. */
    public static final class Scope implements AutoCloseable {
        private final PtNDManager manager;

        private Scope(PtNDManager manager) {
            this.manager = manager;
        }

        PtNDManager manager() {
            return manager;
        }

        @Override
        public void close() {
            manager.close();
        }
    }

    /** Where tensors that outlive a batch live; who makes one there closes it. */
    PtNDManager keep() {
        return onDevice;
    }

    @Override
    public void close() {
        onCpu.close();
        onDevice.close();
    }
}
