package dev.facewire.gateway.access;

import java.util.HashMap;
import java.util.Map;

/** Counts what is open, by client and in all, within limits. Not thread-safe. */
public final class OpenCounts {
    private final int perClient;
    private final int inAll;
    private final Map<String, Integer> byClient = new HashMap<>();
    private int all;

    public OpenCounts(int perClient, int inAll) {
        this.perClient = perClient;
        this.inAll = inAll;
    }

    /** Counts one more of this client's, or returns false where a limit is reached. */
    public boolean open(String client) {
        if (all >= inAll || of(client) >= perClient) {
            return false;
        }
        byClient.merge(client, 1, Integer::sum);
        all++;
        return true;
    }

    /** One that was {@link #open}ed is closed. */
    public void close(String client) {
        byClient.computeIfPresent(client, (ignored, count) -> count == 1 ? null : count - 1);
        all--;
    }

    public int of(String client) {
        return byClient.getOrDefault(client, 0);
    }

    public int all() {
        return all;
    }
}
