package dev.facewire.bench.quality;

import dev.facewire.bench.quality.identity.IdentityNet;
import java.io.PrintStream;

/**
 * The identity network, or why there is none: the bench goes on without it, and says so.
 *
 * @param net null where there is none; owned by this
 * @param note for the report
 */
record Identity(IdentityNet net, String note) implements AutoCloseable {

    static Identity open(QualityMain options, PrintStream progress) throws InterruptedException {
        if (options.noIdentity) {
            return new Identity(null, "not measured, as --no-identity says");
        }
        try {
            return new Identity(IdentityNet.open(options.cache, !options.noFetch), IdentityNet.ORIGIN);
        } catch (IdentityNet.Missing e) {
            progress.println("identity is not measured: " + e.getMessage());
            return new Identity(null, "not measured: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        if (net != null) {
            net.close();
        }
    }
}
