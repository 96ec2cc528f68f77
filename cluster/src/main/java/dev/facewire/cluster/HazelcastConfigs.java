package dev.facewire.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.TcpIpConfig;
import com.hazelcast.config.XmlConfigBuilder;
import com.hazelcast.core.HazelcastException;
import dev.facewire.cluster.ClusterOptions.Role;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.UUID;

/** Turns options and cluster.xml into Hazelcast's configuration. */
final class HazelcastConfigs {
    /** Vert.x takes its node id from this attribute when the Hazelcast instance is not its own. */
    static final String NODE_ID_ATTRIBUTE = "__vertx.nodeId";
    /** How many ports from the first are tried at a host given without one: so many members on one host find each other. */
    private static final int PORTS_TRIED = 20;

    private HazelcastConfigs() {}

    static Config of(ClusterOptions options) throws ClusterUnavailableException {
        Config config = read(options);
        config.setClusterName(options.clusterName());
        config.setLiteMember(options.role() == Role.LITE);
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.setProperty("hazelcast.tcp.join.port.try.count", Integer.toString(PORTS_TRIED));
        config.getMemberAttributeConfig()
                .setAttribute(NODE_ID_ATTRIBUTE, UUID.randomUUID().toString());
        if (options.bind().contains(":")) {
            config.setProperty("hazelcast.prefer.ipv4.stack", "false"); // it finds no address of IPv6 otherwise
        }
        NetworkConfig network = config.getNetworkConfig();
        network.getInterfaces().setEnabled(true).clear().addInterface(options.bind());
        TcpIpConfig join = network.getJoin().getTcpIpConfig();
        if (join.isEnabled()) { // another way to find members (Kubernetes) may stand in a file of the operator's
            options.members().forEach(join::addMember);
            network.getJoin()
                    .setTcpIpConfig(new MemberAddresses(join, network.getPort(), PORTS_TRIED, new SteadyClock()));
            // MemberAddresses remembers what is worth looking for; Hazelcast would ask dead workers too, for hours.
            config.setProperty("hazelcast.tcp.join.previously.joined.member.address.retention.seconds", "1");
        }
        return config;
    }

    private static Config read(ClusterOptions options) throws ClusterUnavailableException {
        try (InputStream xml = options.configFile() == null
                ? HazelcastConfigs.class.getResourceAsStream("/cluster.xml")
                : Files.newInputStream(options.configFile())) {
            return new XmlConfigBuilder(xml).build();
        } catch (IOException | HazelcastException | IllegalArgumentException e) {
            throw new ClusterUnavailableException(
                    "the cluster configuration " + options.configFile() + " can't be read: " + e.getMessage(), e);
        }
    }
}
