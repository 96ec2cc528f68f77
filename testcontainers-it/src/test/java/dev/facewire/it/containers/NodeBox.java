package dev.facewire.it.containers;

/** A node with one worker of two slots on the CPU. */
final class NodeBox extends MemberBox<NodeBox> {
    static final int SLOTS = 2;

    /** A node that is not there yet; {@code host} is the last part of its addresses. */
    NodeBox(Networks networks, String name, int host, String cluster) {
        super(Images.node(), name, 1024, networks, host);
        withEnv("FACEWIRE_CLUSTER_NAME", cluster);
        // However slow the machine is: what these tests are about is not speed.
        withCommand("--devices", "cpu", "--slots", Integer.toString(SLOTS), "--max-stress", "50", "--node-id", name);
    }

    String workerId() {
        return name() + "-cpu0";
    }

    /** As its container says of itself: healthy, unhealthy or starting. */
    String health() {
        return now().getState().getHealth().getStatus();
    }
}
