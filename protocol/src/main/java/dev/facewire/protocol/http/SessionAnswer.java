package dev.facewire.protocol.http;

/** The reply to {@code POST /v1/sessions} and {@code POST /v1/sessions/{id}/offer}. */
public record SessionAnswer(String id, String sdp, String type, String worker, int rev) {
    public SessionAnswer(String id, String sdp, String worker, int rev) {
        this(id, sdp, "answer", worker, rev);
    }
}
