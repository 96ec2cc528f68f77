package dev.facewire.bench.loop;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Carries a session's packets between two peers and delays them, in order. Each end is told the relay's address in place of the
 * other's. Four threads of its own.
 */
final class Relay implements AutoCloseable {
    private static final Pattern CANDIDATE =
            Pattern.compile("(?m)^(a=candidate:\\S+ 1 (?i:udp) \\d+) (\\d+\\.\\d+\\.\\d+\\.\\d+) (\\d+) typ host.*$");
    private static final int MTU = 2048;

    private final DatagramSocket towardsHere;
    private final DatagramSocket towardsThere;
    private volatile SocketAddress here;
    private volatile SocketAddress there;
    private volatile int delayMs;
    private volatile int jitterMs;

    /** @param address of this side that both ends can reach */
    Relay(String address) throws IOException {
        towardsHere = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(address), 0));
        towardsThere = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(address), 0));
        start("relay-out", towardsHere, towardsThere, from -> here = from, true);
        start("relay-back", towardsThere, towardsHere, from -> there = from, false);
    }

    /** From now on. */
    void delay(int ms, int plusMinusMs) {
        delayMs = ms;
        jitterMs = plusMinusMs;
    }

    /** The offer, as the other end is to see it. */
    String throughToHere(String offer) {
        return replace(offer, towardsThere, address -> here = address);
    }

    /** The answer, as this end is to see it. */
    String throughToThere(String answer) {
        return replace(answer, towardsHere, address -> there = address);
    }

    /** The first usable candidate becomes the relay, the others go. */
    private static String replace(String sdp, DatagramSocket by, Consumer<SocketAddress> keep) {
        Matcher matcher = CANDIDATE.matcher(sdp);
        StringBuilder edited = new StringBuilder();
        boolean first = true;
        while (matcher.find()) {
            if (first) {
                keep.accept(new InetSocketAddress(matcher.group(2), Integer.parseInt(matcher.group(3))));
                matcher.appendReplacement(
                        edited,
                        matcher.group(1) + " " + by.getLocalAddress().getHostAddress() + " " + by.getLocalPort()
                                + " typ host");
                first = false;
            } else {
                matcher.appendReplacement(edited, "a=x-left-out");
            }
        }
        matcher.appendTail(edited);
        return edited.toString();
    }

    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    private record Packet(byte[] bytes, long dueNanos) {}

    private void start(
            String name, DatagramSocket from, DatagramSocket to, Consumer<SocketAddress> learn, boolean out) {
        BlockingQueue<Packet> queue = new LinkedBlockingQueue<>();
        daemon(name + "-in", () -> receive(from, queue, learn));
        daemon(name, () -> forward(queue, to, out));
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void receive(DatagramSocket from, BlockingQueue<Packet> queue, Consumer<SocketAddress> learn) {
        DatagramPacket packet = new DatagramPacket(new byte[MTU], MTU);
        long last = System.nanoTime();
        try {
            while (!from.isClosed()) {
                packet.setLength(MTU);
                from.receive(packet);
                learn.accept(packet.getSocketAddress());
                int jitter = jitterMs == 0 ? 0 : ThreadLocalRandom.current().nextInt(-jitterMs, jitterMs + 1);
                last = Math.max(last, System.nanoTime() + (delayMs + jitter) * 1_000_000L);
                queue.add(new Packet(Arrays.copyOf(packet.getData(), packet.getLength()), last));
            }
        } catch (SocketException closed) {
            // the end
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void forward(BlockingQueue<Packet> queue, DatagramSocket to, boolean out) {
        try {
            while (!to.isClosed()) {
                Packet packet = queue.poll(100, TimeUnit.MILLISECONDS);
                if (packet == null) {
                    continue;
                }
                for (long left = packet.dueNanos() - System.nanoTime();
                        left > 0;
                        left = packet.dueNanos() - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                SocketAddress address = out ? there : here;
                if (address != null) {
                    to.send(new DatagramPacket(packet.bytes(), packet.bytes().length, address));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException closed) {
            // the end, or an end that is gone
        }
    }

    @Override
    public void close() {
        towardsHere.close();
        towardsThere.close();
    }
}
