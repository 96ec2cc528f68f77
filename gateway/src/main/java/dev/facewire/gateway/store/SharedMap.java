package dev.facewire.gateway.store;

import io.vertx.core.Future;
import java.time.Duration;

/** A map that all gateways of the cluster see. Values are JSON text, so that versions of a gateway can differ. */
public interface SharedMap {
    /** The value, or null. */
    Future<String> get(String key);

    Future<Void> put(String key, String value, Duration timeToLive);

    /** Gives a key a new time to live; false where it is not there, so that nothing comes back to life. */
    Future<Boolean> touch(String key, Duration timeToLive);

    Future<Void> remove(String key);
}
