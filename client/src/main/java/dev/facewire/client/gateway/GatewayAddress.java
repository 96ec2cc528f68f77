package dev.facewire.client.gateway;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Where a gateway is: {@code http://host:port} or {@code https://…}, with or without a path before {@code /v1}.
 *
 * @param base without a slash at its end
 */
public record GatewayAddress(URI base) {

    /**
     * Reads what a person typed; a bare {@code host:port} means HTTP.
     *
     * @throws IllegalArgumentException with words for a person
     */
    public static GatewayAddress parse(String text) {
        String trimmed = text.trim();
        String withScheme = trimmed.contains("://") ? trimmed : "http://" + trimmed;
        String bare = withScheme.endsWith("/") ? withScheme.substring(0, withScheme.length() - 1) : withScheme;
        URI uri;
        try {
            uri = new URI(bare);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + text + "' is no URL; write it as http://host:8080", e);
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("'" + text + "' must begin with http:// or https://");
        }
        if (uri.getHost() == null || uri.getQuery() != null || uri.getFragment() != null) {
            throw new IllegalArgumentException("'" + text + "' is no gateway's URL; write it as http://host:8080");
        }
        return new GatewayAddress(uri);
    }

    public boolean secure() {
        return base.getScheme().equalsIgnoreCase("https");
    }

    public URI faces() {
        return URI.create(base + "/v1/faces");
    }

    /** A face's URL. */
    URI face(String id) {
        return URI.create(faces() + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8));
    }

    /** The WebSocket's URL. */
    public URI signal() {
        return URI.create((secure() ? "wss" : "ws")
                + base.toString().substring(base.getScheme().length()) + "/v1/signal");
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
