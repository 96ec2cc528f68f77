package dev.facewire.gpu.worker;

import static org.awaitility.Awaitility.await;

import dev.facewire.cluster.fake.WorkerContract;
import dev.facewire.protocol.session.IceCandidate;
import dev.facewire.protocol.worker.Ack;
import dev.facewire.protocol.worker.IceRequest;
import dev.facewire.protocol.worker.Verb;
import dev.facewire.protocol.worker.WorkerEvent;
import dev.facewire.protocol.worker.WorkerState;
import dev.facewire.rtc.OutgoingFrame;
import dev.facewire.rtc.Peer;
import dev.facewire.rtc.PeerConfig;
import dev.facewire.rtc.PeerListener;
import dev.facewire.rtc.TestPattern;
import dev.facewire.rtc.VideoSettings;
import dev.facewire.vision.enrol.StoredFaces;
import dev.facewire.vision.swap.FakeFaceProcessor;
import dev.facewire.vision.tensor.DeviceSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The real worker, with a real peer before it and a fake engine behind it, keeps the contract too. */
class WorkerContractIT extends WorkerContract {
    private static final VideoSettings SETTINGS = VideoSettings.defaults(true);

    private final FakeFaceProcessor engine = new FakeFaceProcessor();
    private final List<IceCandidate> candidates = new CopyOnWriteArrayList<>();
    private Peer client;
    private String sdp;
    private String deployment;

    @Override
    protected void startWorker(String id, long epoch) throws Exception {
        WorkerIdentity me =
                new WorkerIdentity(id, epoch, new DeviceSpec("cpu", 0), Map.of(), "test", "host", "127.0.0.1:1");
        WorkerOptions options = new WorkerOptions(
                2,
                1,
                WorkerOptions.MAX_STRESS,
                null,
                WorkerOptions.HEARTBEAT,
                WorkerOptions.RESERVATION_TTL,
                Duration.ofSeconds(30));
        deployment = get(vertx.deployVerticle(new GpuVerticle(me, options, () -> engine, new WorkerEnd() {
            @Override
            public void drained() {
                // stays, so that the test can look at it
            }

            @Override
            public void faulted(String why) {
                // the same
            }
        })));
    }

    @Override
    protected byte[] face() {
        return StoredFaces.file();
    }

    @Override
    protected String offerSdp() throws Exception {
        if (client == null) {
            client = Peer.open(new PeerConfig("client"), new PeerListener() {
                @Override
                public void onCandidate(IceCandidate candidate) {
                    candidates.add(candidate);
                }
            });
            sdp = client.offer(SETTINGS).get(5, TimeUnit.SECONDS);
        }
        return sdp;
    }

    @Override
    protected void connectMedia(String session, int rev, String answer) throws Exception {
        client.acceptAnswer(answer, 2500).get(5, TimeUnit.SECONDS);
        await().until(() -> !candidates.isEmpty());
        ask(Verb.ICE, new IceRequest(session, rev, List.copyOf(candidates), EVENTS), Ack.class);
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            for (WorkerEvent event : events) {
                if (!event.candidates().isEmpty()) {
                    client.addCandidates(event.candidates()).get(5, TimeUnit.SECONDS);
                }
            }
            return events.stream().anyMatch(event -> event.type() == WorkerEvent.Type.CONNECTED);
        });
    }

    @Override
    protected void breakDevice() {
        engine.fatal = true;
        await().atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(33))
                .until(() -> {
                    try (OutgoingFrame frame = client.outgoing().allocate(320, 240)) {
                        TestPattern.fill(frame.view(), 1);
                        client.outgoing().push(frame, 0);
                    }
                    return report.state() == WorkerState.FAULTED;
                });
    }

    @Override
    protected void stopWorker() throws Exception {
        if (client != null) {
            client.close();
        }
        get(vertx.undeploy(deployment));
    }
}
