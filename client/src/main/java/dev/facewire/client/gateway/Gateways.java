package dev.facewire.client.gateway;

import dev.facewire.client.fault.ClientFault;
import dev.facewire.protocol.http.FaceCreated;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateways that a run may use, of which it uses one at a time: when that one is lost, the next. Thread-safe. */
public final class Gateways {
    private static final Logger LOG = LoggerFactory.getLogger(Gateways.class);

    private final List<GatewayClient> all;
    private final List<String> uploaded = new ArrayList<>();
    private int present;

    /** @param all at least one; the first is tried first */
    public Gateways(List<GatewayClient> all) {
        if (all.isEmpty()) {
            throw new IllegalArgumentException("no gateway");
        }
        this.all = List.copyOf(all);
    }

    /** The one in use. */
    public synchronized GatewayClient present() {
        return all.get(present);
    }

    /** Turns to the next one, after the last to the first. */
    public synchronized void turn() {
        present = (present + 1) % all.size();
    }

    /**
     * Uploads a face to the present gateway, or the next that can be reached.
     *
     * @throws ClientFault with what a gateway said, or why none can be reached
     */
    public FaceCreated uploadFace(byte[] image) {
        for (int tried = 1; ; tried++) {
            try {
                FaceCreated face = present().uploadFace(image);
                synchronized (this) {
                    uploaded.add(face.id());
                }
                return face;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw ClientFault.run("interrupted");
            } catch (ClientFault fault) {
                if (!fault.unreachable() || tried >= all.size()) {
                    throw fault;
                }
                turn();
            }
        }
    }

    /** Deletes the faces that were uploaded here; waits a short time, and leaves what can't be deleted to expire. */
    public void deleteUploaded() {
        List<String> ids;
        synchronized (this) {
            ids = List.copyOf(uploaded);
            uploaded.clear();
        }
        GatewayClient gateway = present();
        CompletableFuture.allOf(ids.stream()
                        .map(id -> gateway.deleteFace(id).exceptionally(failure -> {
                            LOG.debug("a face was not deleted: {}", failure.getMessage());
                            return null;
                        }))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    public int size() {
        return all.size();
    }
}
