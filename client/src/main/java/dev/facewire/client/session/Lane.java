package dev.facewire.client.session;

import dev.facewire.protocol.session.IceCandidate;
import dev.facewire.protocol.session.SessionStats;
import java.util.List;
import java.util.function.Consumer;

/**
 * One connection to a worker, from its offer on. Owns its {@link MediaLink} and the thread that takes what comes back.
 * Used by the run's main thread, but for the link's frames.
 */
final class Lane {
    private final int id;
    private final int rev;
    private final MediaLink link;
    private final CandidateExchange candidates = new CandidateExchange();
    private ReturnPath returns;
    private String worker;
    private SessionStats stats;
    private boolean answered;
    private boolean connected;
    private boolean failed;

    /**
     * A lane.
     *
     * @param id tells lanes of a run apart
     * @param rev the offer's revision
     */
    Lane(int id, int rev, MediaLink link) {
        this.id = id;
        this.rev = rev;
        this.link = link;
    }

    int id() {
        return id;
    }

    int rev() {
        return rev;
    }

    MediaLink link() {
        return link;
    }

    /** The worker's id, or null before it is known. */
    String worker() {
        return worker;
    }

    void worker(String id) {
        worker = id == null ? worker : id;
    }

    /** The worker's last counters, or null. */
    SessionStats stats() {
        return stats;
    }

    void stats(SessionStats fresh) {
        stats = fresh == null ? stats : fresh;
    }

    void localCandidate(IceCandidate candidate) {
        candidates.local(candidate);
    }

    void remoteCandidates(List<IceCandidate> found) {
        candidates.remote(found);
    }

    void sessionKnown(Consumer<List<IceCandidate>> send) {
        candidates.sessionKnown(send);
    }

    boolean answered() {
        return answered;
    }

    void answerAccepted() {
        answered = true;
        candidates.answerAccepted(link::addCandidates);
    }

    /** Whether media flows just now, as the connection sees it. */
    boolean connected() {
        return connected;
    }

    void connected(boolean up) {
        connected = up;
    }

    /** Whether media is gone for good. */
    boolean failed() {
        return failed;
    }

    void fail() {
        failed = true;
        connected = false;
    }

    /** Starts to take what comes back. */
    void start(ReturnPath path) {
        returns = path;
        path.start();
    }

    /** Takes nothing more, and closes the connection; waits for both. */
    void close() throws InterruptedException {
        if (returns != null) {
            returns.stop();
        }
        link.close();
    }
}
