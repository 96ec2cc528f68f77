package dev.facewire.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.client.FakeGateway;
import dev.facewire.client.gateway.GatewayAddress;
import dev.facewire.client.gateway.GatewayClient;
import dev.facewire.client.gateway.Gateways;
import dev.facewire.protocol.signal.SignalMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SignallingIT {
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final List<Long> hellos = new CopyOnWriteArrayList<>();
    private FakeGateway gateway;
    private Signalling signalling;

    @BeforeEach
    void start() throws Exception {
        gateway = new FakeGateway();
        gateway.onMessage = (connection, message) -> note(message);
        signalling = new Signalling(
                new Gateways(List.of(new GatewayClient(GatewayAddress.parse(gateway.url()), null, null))),
                "test",
                events::add);
    }

    @AfterEach
    void stop() {
        signalling.close();
        gateway.close();
    }

    private void note(SignalMessage message) {
        if (message instanceof SignalMessage.Hello) {
            hellos.add(System.nanoTime());
        }
    }

    @Test
    void aLaptopThatWakesUpConnectsOnceHoweverOftenItLooks() throws Exception {
        signalling.connect();
        Awaitility.await().until(() -> hellos.size() == 1);
        long later = System.nanoTime() + Duration.ofMinutes(5).toNanos();
        for (int turn = 0; turn < 5; turn++) { // before the run comes to what was posted
            signalling.watch(later);
        }
        List<Event> posted = new ArrayList<>();
        events.drainTo(posted);
        assertThat(posted).filteredOn(Event.SignalLost.class::isInstance).hasSize(1);

        signalling.lost();
        signalling.connectAgain();
        signalling.connectAgain();
        Event.SignalBack back = await(Event.SignalBack.class);
        signalling.adopt(back.socket());
        signalling.connectAgain();
        Awaitility.await().until(() -> hellos.size() == 2);
        assertThat(events.poll(1500, TimeUnit.MILLISECONDS))
                .as("no other connection: only the gateway's hello")
                .isInstanceOf(Event.Signal.class);
        assertThat(events).noneMatch(Event.SignalBack.class::isInstance);
        assertThat(hellos).hasSize(2);
    }

    /** A proxy whose gateway is away does that. */
    @Test
    void whatAcceptsAndHangsUpIsAskedLessAndLessOften() throws Exception {
        gateway.onMessage = (connection, message) -> {
            note(message);
            connection.hangUp();
        };
        signalling.connect();
        while (hellos.size() < 4) {
            Event event = events.poll(20, TimeUnit.SECONDS);
            if (event instanceof Event.SignalBack back) {
                signalling.adopt(back.socket());
            } else if (event instanceof Event.SignalLost) {
                signalling.lost();
                signalling.connectAgain();
            }
        }
        // Steps of 0.5, 1 and 2 s, of which the random part may take half.
        assertThat(hellos.get(3) - hellos.get(2))
                .isGreaterThan(Duration.ofMillis(990).toNanos());
    }

    private <T> T await(Class<T> type) throws InterruptedException {
        while (true) {
            Event event = events.poll(20, TimeUnit.SECONDS);
            assertThat(event).as(type.getSimpleName()).isNotNull();
            if (type.isInstance(event)) {
                return type.cast(event);
            }
        }
    }
}
