package dev.facewire.bench.loop.worker;

import dev.facewire.media.I420Frame;
import dev.facewire.rtc.OutgoingFrame;
import dev.facewire.rtc.Peer;
import dev.facewire.rtc.ReceivedFrame;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * A worker that sends every frame back as it came, by the same peers as a real one: what is left of a loop when the swap takes no
 * time. Its one argument is the folder of the signals.
 */
public final class EchoMain {
    private EchoMain() {}

    public static void main(String[] args) throws Exception {
        new SignalFolder(Path.of(args[0]), Echo::new).run();
    }

    /** One session's frames, on a thread of its own. */
    private static final class Echo implements AutoCloseable {
        private final Peer peer;
        private final Thread thread = new Thread(this::run, "echo");
        private volatile boolean over;

        Echo(Peer peer) {
            this.peer = peer;
            peer.incoming().onArrival(() -> LockSupport.unpark(thread));
            thread.start();
        }

        private void run() {
            while (!over) {
                try (ReceivedFrame frame = peer.incoming().take()) {
                    if (frame == null) {
                        LockSupport.parkNanos(this, 20_000_000);
                        continue;
                    }
                    I420Frame view = frame.view();
                    try (OutgoingFrame copy = peer.outgoing().allocate(view.width(), view.height())) {
                        view.copyTo(copy.view());
                        peer.outgoing().push(copy, frame.rotation());
                    }
                }
            }
        }

        @Override
        public void close() {
            over = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
