package dev.facewire.gateway.http;

import dev.facewire.gateway.face.Faces;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.image.ImageHeader;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads the pictures of a request into memory: nothing of a person touches a disk here. As soon as a limit is passed
 * the request is refused, and what still comes is thrown away, so that the client gets to read the answer. Confined to
 * the gateway's event loop.
 */
final class ImageUpload {
    /** All pictures of one request together, where the heap is large enough. */
    private static final long MAX_REQUEST_BYTES = 2L * ImageHeader.MAX_BYTES;
    /**
     * The share of the heap for pictures on their way. Until the worker has answered, a byte of a picture is held about
     * six times: as it came, as an array, as Base64 in JSON, and as what is written to the bus.
     */
    private static final int HEAP_SHARE = 12;
    /** One request's share: while its JSON is made, a byte of it is held some nine times. */
    private static final int HEAP_SHARE_OF_ONE = 16;
    /** A client that sends on and on after a refusal is cut off. */
    private static final long MAX_WASTE_BYTES = 64L * 1024 * 1024;

    private final long budgetBytes;
    private final long requestBytes;
    private long heldBytes;

    /**
     * Reads within what a heap can hold: one picture of the largest size at any rate.
     *
     * @param heapBytes the most that the JVM's heap may grow to
     */
    ImageUpload(long heapBytes) {
        budgetBytes = Math.max(ImageHeader.MAX_BYTES, heapBytes / HEAP_SHARE);
        requestBytes = Math.min(MAX_REQUEST_BYTES, Math.max(ImageHeader.MAX_BYTES, heapBytes / HEAP_SHARE_OF_ONE));
    }

    /** The pictures, at least one; or TOO_LARGE, BAD_REQUEST, NOT_AN_IMAGE, TOO_MANY. */
    Future<List<byte[]>> read(RoutingContext ctx) {
        Reading reading = new Reading(ctx.request());
        ctx.addEndHandler(ended -> heldBytes -= reading.bytes);
        return reading.start();
    }

    private final class Reading {
        private final HttpServerRequest request;
        private final Promise<List<byte[]>> result = Promise.promise();
        private final List<Buffer> images = new ArrayList<>();
        private long bytes;
        private long wasted;

        Reading(HttpServerRequest request) {
            this.request = request;
        }

        Future<List<byte[]>> start() {
            String type =
                    String.valueOf(request.getHeader(HttpHeaders.CONTENT_TYPE)).toLowerCase(Locale.ROOT);
            boolean form = type.startsWith("multipart/form-data");
            request.exceptionHandler(
                    failure -> fail(new Fault(ErrorCode.BAD_REQUEST, "the upload broke off or is no form")));
            if (!form && !type.startsWith("image/") && !type.startsWith("application/octet-stream")) {
                request.handler(this::waste);
                return Future.failedFuture(
                        new Fault(
                                ErrorCode.NOT_AN_IMAGE,
                                "send a picture as the body with its image/… type, or as the field \"image\" of a multipart/form-data"));
            }
            long announced = announced();
            if (announced > (form ? requestBytes + 64 * 1024 : ImageHeader.MAX_BYTES)) {
                // Before the body comes: one that waits for "100 Continue" never sends it.
                request.response().putHeader(HttpHeaders.CONNECTION, "close");
                request.handler(this::waste);
                return Future.failedFuture(ImageHeader.tooLarge(announced));
            }
            if (form) {
                request.setExpectMultipart(true);
                request.uploadHandler(this::part);
            } else {
                images.add(Buffer.buffer());
                request.handler(this::take);
            }
            request.endHandler(ended -> finish());
            if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
                request.response().writeContinue();
            }
            return result.future();
        }

        private long announced() {
            try {
                return Long.parseLong(String.valueOf(request.getHeader(HttpHeaders.CONTENT_LENGTH)));
            } catch (NumberFormatException chunked) {
                return 0;
            }
        }

        private void part(HttpServerFileUpload part) {
            if (!part.name().equals("image") || result.future().isComplete()) {
                part.handler(this::waste);
            } else if (images.size() >= Faces.MAX_IMAGES) {
                part.handler(this::waste);
                fail(new Fault(
                        ErrorCode.TOO_LARGE, "at most " + Faces.MAX_IMAGES + " pictures of one person are taken"));
            } else {
                images.add(Buffer.buffer());
                part.handler(this::take);
            }
        }

        /** Adds to the last picture. */
        private void take(Buffer piece) {
            if (result.future().isComplete()) {
                waste(piece);
                return;
            }
            Buffer image = images.get(images.size() - 1).appendBuffer(piece);
            bytes += piece.length();
            heldBytes += piece.length();
            if (image.length() > ImageHeader.MAX_BYTES) {
                fail(new Fault(ErrorCode.TOO_LARGE, "the picture has more than 10 MB"));
            } else if (bytes > requestBytes) {
                fail(new Fault(
                        ErrorCode.TOO_LARGE,
                        "the pictures have more than " + requestBytes / (1024 * 1024) + " MB together"));
            } else if (heldBytes > budgetBytes) {
                fail(new Fault(ErrorCode.TOO_MANY, "the gateway is busy with pictures; try again"));
            }
        }

        private void waste(Buffer piece) {
            wasted += piece.length();
            if (wasted > MAX_WASTE_BYTES) {
                request.connection().close();
            }
        }

        private void finish() {
            if (images.isEmpty()) {
                fail(new Fault(ErrorCode.BAD_REQUEST, "the form has no file field \"image\""));
            }
            List<byte[]> pictures = images.stream().map(Buffer::getBytes).toList();
            images.clear(); // this object lives as long as the request
            result.tryComplete(pictures);
        }

        private void fail(Fault fault) {
            images.clear();
            result.tryFail(fault);
        }
    }
}
