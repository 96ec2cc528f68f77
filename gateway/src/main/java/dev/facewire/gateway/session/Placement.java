package dev.facewire.gateway.session;

import dev.facewire.gateway.assign.WorkerKey;
import java.util.HashSet;
import java.util.Set;

/**
 * A session's slot on a worker, and which faces that worker may show there. More than one where a change was sent and not
 * acknowledged: the worker may or may not have taken it, and a deleted face must be revoked in either case. Confined to
 * the gateway's event loop.
 */
final class Placement {
    private final WorkerKey worker;
    private final String reservation;
    private final Set<String> faces = new HashSet<>();
    private boolean revoked;

    /**
     * A slot for a session.
     *
     * @param face the id of the face that the worker is given with the offer
     */
    Placement(WorkerKey worker, String reservation, String face) {
        this.worker = worker;
        this.reservation = reservation;
        faces.add(face);
    }

    WorkerKey worker() {
        return worker;
    }

    String reservation() {
        return reservation;
    }

    /** Ids of the faces that its worker may show. */
    Set<String> faces() {
        return Set.copyOf(faces);
    }

    /** True where its worker may show this face. */
    boolean mayShow(String face) {
        return faces.contains(face);
    }

    /** True where its worker acknowledged that the face is revoked, and has acknowledged no other since. */
    boolean revoked() {
        return revoked;
    }

    /** A face is on its way to the worker. */
    void sending(String face) {
        faces.add(face);
    }

    /** The worker acknowledged a face: it shows this one and no other. */
    void showing(String face) {
        faces.clear();
        faces.add(face);
        revoked = false;
    }

    /** The worker refused the face. */
    void refused(String face) {
        faces.remove(face);
    }

    /** The worker acknowledged that it shows none. */
    void revoke() {
        faces.clear();
        revoked = true;
    }
}
