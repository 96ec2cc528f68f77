package dev.facewire.it.containers;

import dev.facewire.it.containers.Networks.Link;
import java.util.List;

/** A member of the cluster: on the edge and on the cluster's network, off which it can be cut. */
abstract class MemberBox<S extends MemberBox<S>> extends Box<S> {
    /** Where members look for others. */
    static final List<Integer> GATEWAY_HOSTS = List.of(11, 12);

    private final Networks networks;
    private final int host;
    private boolean cut;

    MemberBox(String image, String name, int megabytes, Networks networks, int host) {
        super(image, name, megabytes, 1);
        this.networks = networks;
        this.host = host;
        withCreateContainerCmdModifier(Confinement::confine);
        withNetwork(networks.of(Link.EDGE));
        withNetworkAliases(name);
        withEnv("FACEWIRE_CLUSTER_BIND", Link.CLUSTER.address(host));
        withEnv(
                "FACEWIRE_MEMBERS",
                String.join(
                        ",", GATEWAY_HOSTS.stream().map(Link.CLUSTER::address).toList()));
    }

    @Override
    protected void containerIsCreated(String containerId) {
        networks.connect(containerId, Link.CLUSTER, host);
    }

    final int host() {
        return host;
    }

    final Networks networks() {
        return networks;
    }

    /** Pulls the cluster's cable; clients still reach it, and it them. */
    final void cutOff() {
        networks.disconnect(getContainerId(), Link.CLUSTER);
        cut = true;
    }

    /** Plugs it in again. */
    final void heal() {
        if (cut) {
            networks.connect(getContainerId(), Link.CLUSTER, host);
            cut = false;
        }
    }
}
