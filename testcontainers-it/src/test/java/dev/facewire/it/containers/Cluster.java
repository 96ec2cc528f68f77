package dev.facewire.it.containers;

import dev.facewire.bench.moves.Fleet;
import dev.facewire.it.containers.Networks.Link;
import dev.facewire.protocol.http.WorkersView.Worker;
import dev.facewire.protocol.worker.WorkerState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.testcontainers.lifecycle.Startable;
import org.testcontainers.lifecycle.Startables;

/** Two gateways, the nodes that a test asks for, and people in calls. */
final class Cluster implements AutoCloseable {
    static final String NAME = "facewire-it";
    /** Until members see each other, in whatever state a test left them; a node needs a minute to start on a slow machine. */
    private static final Duration FORMED = Duration.ofMinutes(3);

    private final Networks networks = new Networks();
    private final Map<String, GatewayBox> gateways = new LinkedHashMap<>();
    private final Map<String, NodeBox> nodes = new LinkedHashMap<>();
    private final List<ClientBox> clients = new ArrayList<>();
    private int calls;

    /**
     * Mends what a former test broke, and makes both gateways and just these nodes ({@code node1} to {@code node3}) be
     * there, see each other, and have nothing to do.
     */
    Cluster with(String... wanted) {
        endCalls();
        List<Startable> missing = new ArrayList<>();
        for (int i = 0; i < MemberBox.GATEWAY_HOSTS.size(); i++) {
            int host = MemberBox.GATEWAY_HOSTS.get(i);
            String name = "gateway" + (i + 1);
            mend(gateways, name, missing, () -> gateway(name, host));
        }
        startAll(missing); // nodes wait for them anyway, and all at once would take the processors from each other
        for (String name : List.copyOf(nodes.keySet())) {
            if (!Arrays.asList(wanted).contains(name)) {
                nodes.remove(name).stop();
            }
        }
        for (String name : wanted) {
            mend(nodes, name, missing, () -> newNode(name, NAME));
        }
        startAll(missing);
        await("the cluster of " + List.of(wanted), FORMED, this::formedAndIdle);
        return this;
    }

    private static void startAll(List<Startable> missing) {
        Startables.deepStart(missing).join();
        missing.clear();
    }

    private static <B extends MemberBox<B>> void mend(
            Map<String, B> boxes, String name, List<Startable> missing, Supplier<B> maker) {
        B box = boxes.get(name);
        if (box == null || !box.exists()) { // not wanted before, or it failed to start
            box = maker.get();
            boxes.put(name, box);
            missing.add(box);
            return;
        }
        box.heal();
        if (Boolean.TRUE.equals(box.now().getState().getPaused())) {
            box.unpause();
        }
        if (!box.runs()) {
            box.startAgain();
        }
    }

    private GatewayBox gateway(String name, int host) {
        return new GatewayBox(networks, name, host, "--cluster-name", NAME);
    }

    private NodeBox newNode(String name, String cluster) {
        return new NodeBox(networks, name, 20 + Integer.parseInt(name.substring("node".length())), cluster);
    }

    private boolean formedAndIdle() throws IOException {
        Set<String> ids = nodes.values().stream().map(NodeBox::workerId).collect(Collectors.toCollection(TreeSet::new));
        for (GatewayBox gateway : gateways.values()) {
            List<Worker> seen = gateway.workers().stream()
                    .filter(worker -> worker.state() != WorkerState.GONE)
                    .toList();
            boolean idle = seen.stream()
                    .allMatch(worker ->
                            worker.state() == WorkerState.READY && worker.used() == 0 && worker.reserved() == 0);
            if (!idle
                    || !seen.stream()
                            .map(Worker::id)
                            .collect(Collectors.toSet())
                            .equals(ids)) {
                return false;
            }
        }
        return true;
    }

    Networks networks() {
        return networks;
    }

    /** {@code gateway1} or {@code gateway2}. */
    GatewayBox gateway(int number) {
        return gateways.get("gateway" + number);
    }

    List<GatewayBox> gateways() {
        return List.copyOf(gateways.values());
    }

    /** One that was asked for, or added. */
    NodeBox node(int number) {
        return nodes.get("node" + number);
    }

    /** Adds a node, and waits until both gateways can use it. */
    NodeBox add(int number) {
        NodeBox node = newNode("node" + number, NAME);
        nodes.put(node.name(), node);
        node.start();
        for (GatewayBox gateway : gateways()) {
            awaitReady(gateway, node, FORMED);
        }
        return node;
    }

    /** A node that is no part of this cluster; closed by the caller. */
    NodeBox stranger(int number, String cluster) {
        return newNode("node" + number, cluster);
    }

    /** Waits until a gateway can use a node. */
    void awaitReady(GatewayBox gateway, NodeBox node, Duration atMost) {
        await(node.name() + " is READY at " + gateway.name(), atMost, () -> gateway.worker(node)
                .filter(worker -> worker.state() == WorkerState.READY)
                .isPresent());
    }

    /** Waits until a gateway knows that a node can't be used. */
    void awaitLost(GatewayBox gateway, NodeBox node, Duration atMost) {
        await(node.name() + " is lost to " + gateway.name(), atMost, () -> gateway.worker(node)
                .filter(worker -> worker.state() == WorkerState.READY)
                .isEmpty());
    }

    /** Waits until so many slots are in use at a node, as a gateway sees it. */
    void awaitUsed(GatewayBox gateway, NodeBox node, int used, Duration atMost) {
        await(used + " in use at " + node.name(), atMost, () -> gateway.worker(node)
                .filter(worker -> worker.used() == used && worker.reserved() == 0)
                .isPresent());
    }

    /** Somebody calls through these gateways, the first of them first; swapped pictures come back when this returns. */
    ClientBox call(GatewayBox... through) {
        return dial(through).awaitLive();
    }

    /** Somebody begins to call. */
    ClientBox dial(GatewayBox... through) {
        return dial(Link.EDGE, Arrays.stream(through).map(GatewayBox::address).toArray(String[]::new));
    }

    /** Somebody begins to call from a network. */
    ClientBox dial(Link link, String... addresses) {
        calls++;
        ClientBox client = new ClientBox(networks, link, "client" + calls, List.of(addresses));
        clients.add(client);
        client.start();
        return client;
    }

    /** Ends all calls at once. */
    void endCalls() {
        clients.forEach(ClientBox::stop);
        clients.clear();
    }

    static void await(String what, Duration atMost, Callable<Boolean> condition) {
        Fleet.await(what, atMost, condition);
    }

    @Override
    public void close() {
        endCalls();
        nodes.values().forEach(NodeBox::stop);
        gateways.values().forEach(GatewayBox::stop);
        networks.close();
    }
}
