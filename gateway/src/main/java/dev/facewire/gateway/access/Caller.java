package dev.facewire.gateway.access;

/**
 * Who makes a request.
 *
 * @param key what the limits count by: the address ({@link ClientAddress}), and the token's number where there are tokens
 * @param admin may drain workers and see the cluster and the metrics
 * @param mayGoBare may ask for options that can show the bare face or an unmarked swap
 */
public record Caller(String key, boolean admin, boolean mayGoBare) {}
