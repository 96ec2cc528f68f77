package dev.facewire.gateway.session.machine;

import dev.facewire.gateway.assign.WorkerKey;
import java.util.HashSet;
import java.util.Set;

/**
 * A session's slot on a worker, and which faces that worker may show there.
 *
 * @param faces ids of faces; more than one where a change was sent and not acknowledged: the worker may or may not have
 *     taken it, and a deleted face must be revoked in either case
 * @param revoked true where the worker acknowledged that the face is revoked, and has acknowledged no other since
 */
public record Placement(WorkerKey worker, String reservation, Set<String> faces, boolean revoked) {
    public Placement {
        faces = Set.copyOf(faces);
    }

    /** A slot whose worker is given this face with the offer. */
    public static Placement of(WorkerKey worker, String reservation, String face) {
        return new Placement(worker, reservation, Set.of(face), false);
    }

    public boolean mayShow(String face) {
        return faces.contains(face);
    }

    /** A face is on its way to the worker. */
    Placement sending(String face) {
        Set<String> more = new HashSet<>(faces);
        more.add(face);
        return new Placement(worker, reservation, more, revoked);
    }

    /** The worker acknowledged a face: it shows this one and no other. */
    Placement showing(String face) {
        return new Placement(worker, reservation, Set.of(face), false);
    }

    /** The worker refused a face. */
    Placement refused(String face) {
        Set<String> fewer = new HashSet<>(faces);
        fewer.remove(face);
        return new Placement(worker, reservation, fewer, revoked);
    }

    /** The worker acknowledged that it shows none. */
    Placement withoutFace() {
        return new Placement(worker, reservation, Set.of(), true);
    }
}
