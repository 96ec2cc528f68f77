package dev.facewire.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * How a process joins the cluster.
 *
 * @param clusterName members with another name are strangers; no authentication
 * @param bind the address of this host, or a name of it, on which Hazelcast and the event bus listen
 * @param members {@code host} or {@code host:port} of members to look for
 * @param configFile replaces the built-in cluster.xml; null for that
 * @param role whether this member holds data
 */
public record ClusterOptions(String clusterName, String bind, List<String> members, Path configFile, Role role) {
    public static final String DEFAULT_NAME = "facewire";
    public static final String DEFAULT_BIND = "127.0.0.1";

    /** What a member is for the others. */
    public enum Role {
        /** Holds a share of the maps: a gateway. */
        DATA,
        /** Holds none, so that nobody waits for it when it freezes: a worker. Needs a data member to be there. */
        LITE
    }

    public ClusterOptions {
        Objects.requireNonNull(clusterName);
        Objects.requireNonNull(bind);
        Objects.requireNonNull(role);
        members = members == null || members.isEmpty() ? List.of(bind) : List.copyOf(members);
    }

    /** The same with another address to listen on; members that were not named are looked for there. */
    ClusterOptions at(String address) {
        return new ClusterOptions(
                clusterName, address, members.equals(List.of(bind)) ? List.of() : members, configFile, role);
    }

    /** On this host alone. */
    public static ClusterOptions local(String clusterName, Role role) {
        return new ClusterOptions(clusterName, DEFAULT_BIND, List.of(), null, role);
    }
}
