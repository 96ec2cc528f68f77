package dev.facewire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import dev.facewire.cluster.ClusterNode;
import dev.facewire.cluster.ClusterOptions;
import dev.facewire.cluster.ClusterOptions.Role;
import dev.facewire.gateway.fake.TestCluster;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GatewayStartIT {
    /** Calls that wait for other members; a frozen one would stop the event loop for seconds. */
    private static final List<String> BLOCKING = List.of("addEntryListener", "putIfAbsent", "setTtl");

    private final List<String> threads = new CopyOnWriteArrayList<>();

    @Test
    void noCallThatWaitsForTheClusterIsMadeOnTheEventLoop() throws Exception {
        try (ClusterNode node = ClusterNode.join(ClusterOptions.local("start-" + UUID.randomUUID(), Role.DATA))) {
            Gateway gateway = new Gateway(TestCluster.settings(), watched(node.hazelcast()), "test");
            node.vertx().deployVerticle(gateway).await(20, TimeUnit.SECONDS);
            assertThat(threads).isNotEmpty().noneMatch(thread -> thread.contains("eventloop"));
        }
    }

    private HazelcastInstance watched(HazelcastInstance real) {
        return (HazelcastInstance) proxy(HazelcastInstance.class, real);
    }

    private Object proxy(Class<?> type, Object real) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
            if (BLOCKING.contains(method.getName())) {
                threads.add(method.getName() + " on " + Thread.currentThread().getName());
            }
            try {
                Object result = method.invoke(real, args);
                return result instanceof IMap<?, ?> map ? proxy(IMap.class, map) : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }
}
