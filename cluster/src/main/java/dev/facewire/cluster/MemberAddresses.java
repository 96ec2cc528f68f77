package dev.facewire.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.TcpIpConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where Hazelcast looks for members, kept short once it has joined. While it joins it asks all addresses at once. But a
 * member that was cut off, or frozen, looks for the others one address after the other, and waits five seconds at each
 * where nobody is (a constant of Hazelcast 5.6): with twenty ports of a host that took up to 100 s. So once it has a
 * cluster, of its own or not, these are the data members that were there within the last hour, and of each configured
 * host the first port. While there was none yet (a worker that waits for its first gateway) one further port of each
 * host is tried at each look, in turn. Thread-safe.
 */
final class MemberAddresses extends TcpIpConfig implements MembershipListener {
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private final int basePort;
    private final Clock clock;
    private final Map<String, Long> leftAtMs = new HashMap<>();
    private final Set<String> present = new LinkedHashSet<>();
    private final int portsTried;
    private volatile List<String> narrowed;
    /** The further port that was tried last, counted from the first one. */
    private int turn;

    /**
     * Looks where {@code configured} says until members are heard of.
     *
     * @param basePort of members whose port is not given
     * @param portsTried how many ports from that one a member of such a host may have
     */
    MemberAddresses(TcpIpConfig configured, int basePort, int portsTried, Clock clock) {
        this.basePort = basePort;
        this.portsTried = portsTried;
        this.clock = clock;
        setEnabled(configured.isEnabled());
        setConnectionTimeoutSeconds(configured.getConnectionTimeoutSeconds());
        setRequiredMember(configured.getRequiredMember());
        setMembers(configured.getMembers());
    }

    /** A new list each time something changes: Hazelcast reads it on a thread of its own. */
    @Override
    public List<String> getMembers() {
        List<String> now = narrowed;
        return now == null ? super.getMembers() : withFurtherPort(now);
    }

    private synchronized List<String> withFurtherPort(List<String> addresses) {
        if (!present.isEmpty() || !leftAtMs.isEmpty() || portsTried < 2) {
            return addresses;
        }
        turn = turn % (portsTried - 1) + 1;
        Set<String> more = new LinkedHashSet<>(addresses);
        super.getMembers().forEach(configured -> more.add(withPort(configured, basePort + turn)));
        return List.copyOf(more);
    }

    /** The members that are there now. */
    synchronized void start(Iterable<Member> members) {
        members.forEach(this::add);
        narrow();
    }

    @Override
    public void memberAdded(MembershipEvent event) {
        added(event.getMember());
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
        removed(event.getMember());
    }

    synchronized void added(Member member) {
        add(member);
        narrow();
    }

    synchronized void removed(Member member) {
        String address = addressOf(member);
        if (present.remove(address)) {
            leftAtMs.put(address, clock.millis());
        }
        narrow();
    }

    private void add(Member member) {
        if (!member.isLiteMember()) {
            present.add(addressOf(member));
            leftAtMs.remove(addressOf(member));
        }
    }

    private void narrow() {
        long oldest = clock.millis() - REMEMBERED.toMillis();
        leftAtMs.values().removeIf(left -> left < oldest);
        Set<String> addresses = new LinkedHashSet<>(present);
        addresses.addAll(leftAtMs.keySet());
        for (String configured : super.getMembers()) {
            addresses.add(withPort(configured, basePort));
        }
        narrowed = List.copyOf(addresses);
    }

    /** {@code host:port}; an address with several colons is one of IPv6 without a port, unless it is in brackets. */
    static String withPort(String address, int port) {
        boolean bracketed = address.endsWith("]");
        int colon = address.indexOf(':');
        if (!bracketed && colon >= 0 && (colon == address.lastIndexOf(':') || address.startsWith("["))) {
            return address;
        }
        return (colon < 0 || bracketed ? address : "[" + address + "]") + ":" + port;
    }

    private static String addressOf(Member member) {
        return withPort(member.getAddress().getHost(), member.getAddress().getPort());
    }
}
