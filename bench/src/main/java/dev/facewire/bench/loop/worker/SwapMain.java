package dev.facewire.bench.loop.worker;

import dev.facewire.gpu.device.DeviceLoop;
import dev.facewire.gpu.device.FrameStream;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.rtc.Peer;
import dev.facewire.vision.engine.SwapEngine;
import dev.facewire.vision.neural.NeuralChoice;
import dev.facewire.vision.swap.EngineAround;
import dev.facewire.vision.swap.FaceProcessors;
import dev.facewire.vision.swap.FaceSession;
import dev.facewire.vision.tensor.DeviceSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A worker's device loop and engine, without gateway and cluster; the engine can be made slower, to see what is done
 * then. Arguments: the folder of the signals, a photo of the face, and how many ms a face takes at least.
 */
public final class SwapMain {
    private SwapMain() {}

    public static void main(String[] args) throws Exception {
        byte[] face = Files.readAllBytes(Path.of(args[1]));
        long atLeastNanos = (long) (Double.parseDouble(args[2]) * 1e6);
        DeviceLoop device = new DeviceLoop(
                "cpu0",
                () -> FaceProcessors.open(
                        new DeviceSpec("cpu", 0),
                        NeuralChoice.none(),
                        finder -> finder,
                        engine -> new Slowed(engine, atLeastNanos)),
                why -> Runtime.getRuntime().halt(1));
        byte[] crop = device.start(processor -> {
                    processor.warmUp();
                    return processor.inspect(List.of(face)).crop();
                })
                .join();
        new SignalFolder(Path.of(args[0]), peer -> serve(device, crop, peer)).run();
    }

    private static AutoCloseable serve(DeviceLoop device, byte[] crop, Peer peer) {
        FaceSession session =
                device.call("open a face", processor -> processor.open(crop)).join();
        FrameStream stream = new FrameStream(peer.incoming(), peer.outgoing(), session, SessionOptions.DEFAULTS);
        device.add(stream);
        return () -> {
            device.remove(stream).join();
            device.callAlways("close a face", processor -> session.close()).join();
        };
    }

    /** Takes its time without using any: another device's, as it were. */
    private static final class Slowed extends EngineAround {
        private final long atLeastNanos;

        Slowed(SwapEngine engine, long atLeastNanos) {
            super(engine);
            this.atLeastNanos = atLeastNanos;
        }

        @Override
        public void swap(List<Job> jobs, Consumer<Job> done) {
            long until = System.nanoTime() + jobs.size() * atLeastNanos;
            super.swap(jobs, done);
            for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }
}
