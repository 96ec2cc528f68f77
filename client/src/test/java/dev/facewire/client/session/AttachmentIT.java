package dev.facewire.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.client.FakeGateway;
import dev.facewire.client.gateway.GatewayAddress;
import dev.facewire.client.gateway.GatewayClient;
import dev.facewire.client.gateway.Gateways;
import dev.facewire.protocol.session.IceServer;
import dev.facewire.protocol.signal.SignalMessage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AttachmentIT {
    private static final List<IceServer> OLD = List.of(new IceServer(List.of("turn:a"), "1700000600:x", "old"));
    private static final List<IceServer> NEW = List.of(new IceServer(List.of("turn:a"), "1700001200:x", "new"));

    @Test
    void passwordsOfRelaysAreRenewedDuringACall() throws Exception {
        LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
        try (FakeGateway gateway = new FakeGateway()) {
            gateway.iceServers = OLD;
            Gateways one = new Gateways(List.of(new GatewayClient(GatewayAddress.parse(gateway.url()), null, null)));
            try (Signalling signalling = new Signalling(one, "test", events::add)) {
                signalling.connect();
                Relays relays = new Relays();
                Attachment attachment = new Attachment(signalling, relays);
                assertThat(hello(events)).isEqualTo(OLD);
                relays.told(OLD, System.nanoTime());
                gateway.iceServers = NEW;
                attachment.watch("s1", System.nanoTime());
                assertThat(events.poll(300, TimeUnit.MILLISECONDS)).isNull();

                relays.told(OLD, System.nanoTime() - Duration.ofMinutes(5).toNanos());
                attachment.watch("s1", System.nanoTime());
                assertThat(hello(events)).isEqualTo(NEW);
            }
        }
    }

    private static List<IceServer> hello(LinkedBlockingQueue<Event> events) throws InterruptedException {
        Event event = events.poll(5, TimeUnit.SECONDS);
        assertThat(event).isInstanceOf(Event.Signal.class);
        return ((SignalMessage.Hello) ((Event.Signal) event).message()).iceServers();
    }
}
