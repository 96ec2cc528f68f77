package dev.facewire.cluster.fake;

/** The fake worker keeps the contract. */
class FakeWorkerTest extends WorkerContract {
    private FakeWorker worker;

    @Override
    protected void startWorker(String id, long epoch) throws Exception {
        worker = FakeWorker.start(vertx, id, epoch, 2);
    }

    @Override
    protected String offerSdp() {
        return "v=0";
    }

    @Override
    protected void connectMedia(String session, int rev, String answer) {
        worker.connected(session);
    }

    @Override
    protected void breakDevice() {
        worker.fault("on purpose");
    }

    @Override
    protected void stopWorker() throws Exception {
        worker.stop();
    }
}
