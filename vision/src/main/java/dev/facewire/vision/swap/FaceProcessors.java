package dev.facewire.vision.swap;

import dev.facewire.vision.engine.SwapEngine;
import dev.facewire.vision.enrol.Enrolment;
import dev.facewire.vision.enrol.Texturing;
import dev.facewire.vision.face.FaceFinder;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.MediaPipeFaceFinder;
import dev.facewire.vision.mesh.MeshSwapEngine;
import dev.facewire.vision.neural.NeuralChoice;
import dev.facewire.vision.neural.NeuralEngines;
import dev.facewire.vision.tensor.DeviceSpec;
import dev.facewire.vision.tensor.ShippedModels;
import dev.facewire.vision.tensor.TorchDevice;
import dev.facewire.vision.tensor.TorchModule;
import java.util.function.UnaryOperator;

/** Makes processors for devices. */
public final class FaceProcessors {
    private FaceProcessors() {}

    /** How many CUDA devices can be used; loads PyTorch. */
    public static int cudaDevices() {
        return TorchDevice.cudaDevices();
    }

    /** A processor on a device, with the mesh engine alone. Call on the thread that will use and close it. */
    public static FaceProcessor open(DeviceSpec spec) {
        return open(spec, NeuralChoice.none());
    }

    /** The same with those of the chosen models that can be used. */
    public static FaceProcessor open(DeviceSpec spec, NeuralChoice choice) {
        return open(spec, choice, finder -> finder, engine -> engine);
    }

    /**
     * The same, with something put around its parts: a clock, for the benchmark.
     *
     * @param aroundFinder owns nothing: the finder is closed as before
     * @param aroundEngine hands {@code close} on
     */
    public static FaceProcessor open(
            DeviceSpec spec,
            NeuralChoice choice,
            UnaryOperator<FaceFinder> aroundFinder,
            UnaryOperator<SwapEngine> aroundEngine) {
        Owned owned = new Owned();
        try {
            return open(spec, choice, aroundFinder, aroundEngine, owned);
        } catch (RuntimeException | Error e) {
            owned.closeAfter(e); // who asked has nothing to close
            throw e;
        }
    }

    private static FaceProcessor open(
            DeviceSpec spec,
            NeuralChoice choice,
            UnaryOperator<FaceFinder> aroundFinder,
            UnaryOperator<SwapEngine> aroundEngine,
            Owned owned) {
        TorchDevice device = owned.add(TorchDevice.open(spec.cuda() ? spec.index() : -1));
        TorchModule module = owned.add(device.load(ShippedModels.read("mesh_swap.pt")));
        MediaPipeFaceFinder finder = owned.add(new MediaPipeFaceFinder(device, module));
        FaceMesh mesh = FaceMesh.load();
        Texturing texturing = owned.add(new Texturing(device, device.load(ShippedModels.read("enrol.pt")), mesh));
        Enrolment enrolment = new Enrolment(finder, mesh, texturing);
        TorchModule pictures = owned.add(device.load(ShippedModels.read("neural_swap.pt")));
        Engines engines = owned.add(new Engines(aroundEngine.apply(new MeshSwapEngine(device, module, mesh))));
        new NeuralEngines(device, spec, pictures, finder, mesh)
                .open(choice)
                .forEach(engine -> engines.add(aroundEngine.apply(engine)));
        return new MeshFaceProcessor(aroundFinder.apply(finder), mesh, engines, enrolment, owned);
    }
}
