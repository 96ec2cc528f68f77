package dev.facewire.gateway.http;

import dev.facewire.protocol.Json;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.http.Problem;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The edge: whatever failed becomes a {@link Fault}, and that a problem document (or a WebSocket's error message). */
public final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private Problems() {}

    /** Makes a router answer all its failures with problem documents. */
    public static void mount(Router router) {
        router.route().failureHandler(Problems::handle);
        for (int status : new int[] {400, 404, 405, 413, 500}) {
            router.errorHandler(status, Problems::handle);
        }
    }

    private static void handle(RoutingContext ctx) {
        Throwable failure = ctx.failure();
        Fault fault;
        if (failure == null || (!(failure instanceof Fault) && ctx.statusCode() < 500)) {
            fault = ofStatus(ctx.statusCode()); // what the framework says of the client's error
        } else if (ctx.response().closed()) {
            return; // the client has gone: no one to tell, and nothing that is wrong here
        } else {
            fault = toFault(failure);
        }
        answer(ctx.response(), fault);
    }

    /** Answers what could not be read as HTTP; the connection is closed afterwards. */
    static void unreadable(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        int status = 400;
        String title = ErrorCode.BAD_REQUEST.title();
        String detail = "this is no HTTP request that could be read";
        if (cause instanceof TooLongHttpLineException) {
            status = 414;
            title = "The address is too long";
            detail = "the request's first line has more than " + HttpServerOptions.DEFAULT_MAX_INITIAL_LINE_LENGTH
                    + " bytes";
        } else if (cause instanceof TooLongHttpHeaderException) {
            status = 431;
            title = "The headers are too long";
            detail = "the request's headers have more than " + HttpServerOptions.DEFAULT_MAX_HEADER_SIZE + " bytes";
        }
        Problem problem = new Problem("about:blank", title, status, detail, ErrorCode.BAD_REQUEST);
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.CONTENT_TYPE)
                .putHeader(HttpHeaders.CONNECTION, "close")
                .end(Json.encode(problem))
                .onComplete(ignored -> request.connection().close());
    }

    /** Ends a response with a problem document, unless it was ended before. */
    public static Future<Void> answer(HttpServerResponse response, Fault fault) {
        if (response.ended() || response.closed()) {
            return Future.succeededFuture();
        }
        Integer retryAfterS = retryAfterS(fault);
        if (retryAfterS != null) {
            response.putHeader(HttpHeaders.RETRY_AFTER, retryAfterS.toString());
        }
        if (fault.code() == ErrorCode.UNAUTHORIZED) {
            response.putHeader("WWW-Authenticate", "Bearer realm=\"facewire\"");
        }
        return response.setStatusCode(fault.code().httpStatus())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.CONTENT_TYPE)
                .end(Json.encode(Problem.of(fault)));
    }

    /** A failure as a fault. What was not expected is logged under an id, and only the id is told. */
    public static Fault toFault(Throwable failure) {
        if (failure instanceof Fault fault) {
            if (fault.code() == ErrorCode.INTERNAL) {
                LOG.warn("a worker failed: {}", fault.detail());
            }
            return fault;
        }
        String id = UUID.randomUUID().toString().substring(0, 8);
        LOG.error("unexpected failure {}", id, failure);
        return new Fault(ErrorCode.INTERNAL, "something went wrong here; the gateway's log tells more under " + id);
    }

    /** Seconds after which a client may try again, or null where that is no use. */
    public static Integer retryAfterS(Fault fault) {
        return switch (fault.code()) {
            case NO_WORKER -> 5;
            case TOO_MANY -> 10;
            case NO_CAPACITY, NO_MODEL -> 2;
            default -> fault.code().httpStatus() > 500 ? 1 : null;
        };
    }

    private static Fault ofStatus(int status) {
        return switch (status) {
            case 404 -> new Fault(ErrorCode.NOT_FOUND, "there is nothing at this path; see docs/reference/api.md");
            case 405 -> new Fault(ErrorCode.METHOD_NOT_ALLOWED, "method not allowed here; see docs/reference/api.md");
            case 413 -> new Fault(ErrorCode.TOO_LARGE, "the body has more than " + Bodies.MAX_BYTES / 1024 + " KB");
            default ->
                status < 500 // under 400: the body broke off, or its chunks are none
                        ? new Fault(ErrorCode.BAD_REQUEST, "the request could not be read")
                        : new Fault(ErrorCode.INTERNAL, "something went wrong here");
        };
    }
}
