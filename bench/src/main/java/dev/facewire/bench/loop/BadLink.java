package dev.facewire.bench.loop;

import java.io.IOException;
import java.util.List;

/** What is wrong with a link, both ways alike. */
enum BadLink {
    LOSS_1("1 % of the packets lost", .01, 0),
    LOSS_5("5 % of the packets lost", .05, 0),
    NARROW("1 Mb/s", 0, 0),
    FAR("40 ms ± 10 ms delay each way", 0, 40);

    private static final int JITTER_MS = 10;

    private final String words;
    private final double loss;
    private final int delayMs;

    BadLink(String words, double loss, int delayMs) {
        this.words = words;
        this.loss = loss;
        this.delayMs = delayMs;
    }

    /** The kernel may have no netem: then only a relay can delay. */
    boolean relayed() {
        return delayMs > 0;
    }

    void begin(OtherNetwork network, Relay relay) throws IOException, InterruptedException {
        change(network, relay, true);
    }

    void end(OtherNetwork network, Relay relay) throws IOException, InterruptedException {
        change(network, relay, false);
    }

    private void change(OtherNetwork network, Relay relay, boolean bad) throws IOException, InterruptedException {
        if (delayMs > 0) {
            relay.delay(bad ? delayMs : 0, bad ? JITTER_MS : 0);
        } else if (loss > 0) {
            for (String chain : List.of("INPUT", "OUTPUT")) {
                network.there(
                        "iptables",
                        bad ? "-A" : "-D",
                        chain,
                        "-p",
                        "udp",
                        "-m",
                        "statistic",
                        "--mode",
                        "random",
                        "--probability",
                        Double.toString(loss),
                        "-j",
                        "DROP");
            }
        } else {
            network.narrow(bad);
        }
    }

    @Override
    public String toString() {
        return words;
    }
}
