package dev.facewire.protocol.http;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;

/** An RFC 9457 problem document ({@code application/problem+json}) with our stable {@code code}. */
public record Problem(String type, String title, int status, String detail, ErrorCode code) {
    public static final String CONTENT_TYPE = "application/problem+json";

    public static Problem of(Fault fault) {
        ErrorCode code = fault.code();
        return new Problem("about:blank", code.title(), code.httpStatus(), fault.detail(), code);
    }

    public Fault toFault() {
        return new Fault(code == null ? ErrorCode.INTERNAL : code, detail == null ? String.valueOf(title) : detail);
    }
}
