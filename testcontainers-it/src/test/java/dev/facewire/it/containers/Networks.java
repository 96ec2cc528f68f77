package dev.facewire.it.containers;

import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Network.Ipam;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Network;

/**
 * The networks, each a link of its own:
 *
 * <pre>
 * edge     10.79.1.0/24   clients ── gateways, nodes, relay     signalling and media
 * cluster  10.79.2.0/24   gateways ── nodes                     Hazelcast, the event bus, links; cut by the tests
 * lan      10.79.3.0/24   one client ── one gateway, relay      a client that reaches no node
 * </pre>
 *
 * Addresses on the cluster's network are fixed: a member that was cut off comes back as itself.
 */
final class Networks implements AutoCloseable {
    private static final String PREFIX = "10.79.";

    /** One of them. */
    enum Link {
        EDGE(1, false), // ports are published here
        CLUSTER(2, true),
        LAN(3, true);

        private final int third;
        private final boolean internal;

        Link(int third, boolean internal) {
            this.third = third;
            this.internal = internal;
        }

        /** The address of a host on this network. */
        String address(int host) {
            return PREFIX + third + "." + host;
        }
    }

    private final Network edge = make(Link.EDGE);
    private final Network cluster = make(Link.CLUSTER);
    private final Network lan = make(Link.LAN);

    private static Network make(Link link) {
        return Network.builder()
                .createNetworkCmdModifier(command -> command.withInternal(link.internal)
                        .withIpam(new Ipam().withConfig(new Ipam.Config().withSubnet(link.address(0) + "/24"))))
                .build();
    }

    Network of(Link link) {
        return switch (link) {
            case EDGE -> edge;
            case CLUSTER -> cluster;
            case LAN -> lan;
        };
    }

    /** Puts a container on a further network. */
    void connect(String containerId, Link link, int host) {
        DockerClientFactory.lazyClient()
                .connectToNetworkCmd()
                .withContainerId(containerId)
                .withNetworkId(of(link).getId())
                .withContainerNetwork(new ContainerNetwork()
                        .withIpamConfig(new ContainerNetwork.Ipam().withIpv4Address(link.address(host))))
                .exec();
    }

    /** Takes a container off a network, as when its cable is pulled. */
    void disconnect(String containerId, Link link) {
        DockerClientFactory.lazyClient()
                .disconnectFromNetworkCmd()
                .withContainerId(containerId)
                .withNetworkId(of(link).getId())
                .exec();
    }

    @Override
    public void close() {
        edge.close();
        cluster.close();
        lan.close();
    }
}
