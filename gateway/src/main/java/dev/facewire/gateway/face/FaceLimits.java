package dev.facewire.gateway.face;

import java.time.Duration;

/**
 * How many faces are kept, and for how long.
 *
 * @param timeToLive of a face that no session uses
 * @param maxCount faces that one gateway keeps
 * @param maxBytes of their crops
 * @param maxPerClient faces of one client
 */
public record FaceLimits(Duration timeToLive, int maxCount, long maxBytes, int maxPerClient) {
    public static final FaceLimits DEFAULTS = new FaceLimits(Duration.ofHours(1), 1000, 200L * 1024 * 1024, 100);
}
