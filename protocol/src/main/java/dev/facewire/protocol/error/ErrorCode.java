package dev.facewire.protocol.error;

/**
 * Every condition that Facewire reports, by a name that is stable across versions. The HTTP status stands here so that
 * the HTTP API, the WebSocket and the client agree on it.
 */
public enum ErrorCode {
    // A request that can't be understood, or is not allowed.
    BAD_REQUEST(400, "The request could not be understood"),
    BAD_SDP(400, "The session description is not usable"),
    NO_CODEC(422, "No video codec in common"),
    UNAUTHORIZED(401, "A token is needed"),
    FORBIDDEN(403, "Not allowed"),
    NOT_FOUND(404, "No such resource"),
    NO_SESSION(404, "No such session"),
    NO_SUCH_FACE(404, "No such face"),
    METHOD_NOT_ALLOWED(405, "Method not allowed"),
    TOO_SLOW(408, "The request took too long"),
    STALE_ETAG(412, "The ICE session has changed"),
    NO_ETAG(428, "If-Match is needed"),
    UNSUPPORTED_TYPE(415, "Unsupported media type"),
    STALE_REV(409, "An older revision than the session's"),
    TOO_LARGE(413, "Too large"),
    NOT_AN_IMAGE(415, "Not an image"),
    NO_FACE(422, "No face found"),
    MANY_FACES(422, "More than one face found"),
    TOO_MANY(429, "Too many requests or sessions"),

    // What a worker answers when it refuses; another worker may accept.
    FULL(503, "All slots are taken"),
    DRAINING(503, "The worker is draining"),
    STARTING(503, "The worker is not warm yet"),
    FAULTED(503, "The worker's device has a fault"),
    NO_MODEL(503, "No worker has this model"),
    OVERLOADED(503, "The worker is overloaded"),
    STALE_EPOCH(503, "Meant for an earlier life of the worker"),
    NO_RESERVATION(409, "The reservation has run out"),

    // What the gateway says of the cluster.
    NO_CAPACITY(503, "No slot is free"),
    NO_WORKER(503, "No worker is there"),
    WORKER_GONE(503, "The worker is gone"),
    WORKER_TIMEOUT(504, "The worker did not answer in time"),
    CLUSTER_BUSY(503, "The cluster does not answer at the moment"),
    INTERNAL(500, "Internal error");

    private final int httpStatus;
    private final String title;

    ErrorCode(int httpStatus, String title) {
        this.httpStatus = httpStatus;
        this.title = title;
    }

    /** The HTTP status under which this condition is reported. */
    public int httpStatus() {
        return httpStatus;
    }

    /** One line for people, without the details of the case. */
    public String title() {
        return title;
    }

    /** True where the same request may succeed later or on another worker. */
    public boolean retryable() {
        return (httpStatus > 500) || this == TOO_MANY || this == NO_RESERVATION;
    }
}
