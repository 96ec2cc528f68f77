package dev.facewire.gateway.page;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Serves the pages from memory, by a fixed list of paths: nothing of a request names a file. The pages themselves need no
 * token (they hold no secret); what they ask of {@code /v1} does.
 */
public final class PageRoutes {
    /** The WebJar's version stands in its path. */
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

    private static final List<String> FILES = List.of(
            "app.js",
            "camera.js",
            "cluster.js",
            "faces.js",
            "icon.svg",
            "leg.js",
            "measure.js",
            "record.js",
            "session.js",
            "signal.js",
            "style.css",
            "words.js");

    /** Only what comes from here, and no inline code; a WebSocket to the own origin is covered by 'self'. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
                    + " media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Map<String, PageFile> files = new TreeMap<>();

    /**
     * Reads all files; they are a few hundred kilobytes.
     *
     * @param autoStart whether links may start the camera page by themselves, which the page reads from its own text
     */
    public PageRoutes(boolean autoStart) {
        PageFile page = PageFile.read("/web/index.html");
        files.put("/", autoStart ? page.with("data-auto-start=\"no\"", "data-auto-start=\"yes\"") : page);
        files.put("/cluster", PageFile.read("/web/cluster.html"));
        FILES.forEach(name -> files.put("/web/" + name, PageFile.read("/web/" + name)));
        files.put("/web/uplot.js", PageFile.read(UPLOT + "uPlot.iife.min.js"));
        files.put("/web/uplot.css", PageFile.read(UPLOT + "uPlot.min.css"));
    }

    public void mount(Router router) {
        files.forEach((path, file) -> {
            router.get(path).handler(ctx -> send(ctx, file));
            router.head(path).handler(ctx -> send(ctx, file));
        });
    }

    private static void send(RoutingContext ctx, PageFile file) {
        HttpServerResponse response = ctx.response()
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache") // asked again each time: a 304 costs nothing
                .putHeader(HttpHeaders.ETAG, file.etag());
        if (file.etag().equals(ctx.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, file.contentType());
        if (ctx.request().method().name().equals("HEAD")) {
            response.putHeader(
                            HttpHeaders.CONTENT_LENGTH,
                            String.valueOf(file.bytes().length()))
                    .end();
        } else {
            response.end(file.bytes());
        }
    }
}
