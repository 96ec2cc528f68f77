package dev.facewire.gpu.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.gpu.device.DeviceLoop;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.protocol.worker.OfferReply;
import dev.facewire.protocol.worker.OfferRequest;
import dev.facewire.protocol.worker.UpdateRequest;
import dev.facewire.rtc.Peer;
import dev.facewire.rtc.PeerConfig;
import dev.facewire.rtc.PeerListener;
import dev.facewire.rtc.VideoSettings;
import dev.facewire.vision.enrol.StoredFaces;
import dev.facewire.vision.swap.FakeFaceProcessor;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A session with a real peer, on an event loop that the test turns by hand: what comes between two of its tasks. */
class WorkerSessionIT {
    private final FakeFaceProcessor engine = new FakeFaceProcessor();
    private final DeviceLoop device = new DeviceLoop("test", () -> engine, why -> {});
    private final BlockingQueue<Runnable> eventLoop = new LinkedBlockingQueue<>();

    private static final WorkerSession.Host HOST = new WorkerSession.Host() {
        @Override
        public void connected(WorkerSession session) {}

        @Override
        public void over(WorkerSession session) {}
    };

    private void turnUntilDone(CompletableFuture<?> future) throws InterruptedException {
        while (!future.isDone()) {
            Runnable task = eventLoop.poll(10, TimeUnit.SECONDS);
            assertThat(task).as("a task in time").isNotNull();
            task.run();
        }
    }

    @Test
    void anUpdateThatTheEndOvertookPreparesNothing() throws Exception {
        device.start(processor -> null).get(10, TimeUnit.SECONDS);
        WorkerSession session = new WorkerSession(
                "s", "w", device, new SessionEvents("s", "w", 1, (to, event) -> {}, "x"), eventLoop::add, HOST, null);
        VideoSettings settings = VideoSettings.defaults(true);
        try (Peer client = Peer.open(new PeerConfig("client"), new PeerListener() {})) {
            String sdp = client.offer(settings).get(10, TimeUnit.SECONDS);
            CompletableFuture<OfferReply> answer = session.offer(new OfferRequest(
                    "s", "r", 1, sdp, true, StoredFaces.file(), SessionOptions.DEFAULTS, List.of(), "x"));
            turnUntilDone(answer);

            CompletableFuture<Void> update =
                    session.update(new UpdateRequest("s", null, StoredFaces.file(), false, "x"));
            session.end("released");
            turnUntilDone(update);

            assertThatThrownBy(update::join).cause().isInstanceOfSatisfying(Fault.class, fault -> assertThat(
                            fault.code())
                    .isEqualTo(ErrorCode.NO_SESSION));
            device.callAlways("after all", processor -> {}).get(10, TimeUnit.SECONDS);
            assertThat(engine.faceAfterClose).isFalse();
        } finally {
            device.close();
        }
    }
}
