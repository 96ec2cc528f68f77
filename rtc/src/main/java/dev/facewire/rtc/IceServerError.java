package dev.facewire.rtc;

/**
 * A STUN or TURN server did not give a candidate.
 *
 * @param url of the server, without user and password
 * @param code of STUN (RFC 8489, section 14.8), such as 401 for a wrong password; 701 where the server can't be reached
 * @param reason in the server's or libwebrtc's words: printable, at most {@value #MAX_REASON} characters
 */
public record IceServerError(String url, int code, String reason) {
    static final int MAX_REASON = 120;

    public IceServerError {
        url = printable(url);
        reason = printable(reason);
    }

    private static String printable(String text) {
        if (text == null) {
            return "";
        }
        String line = text.replaceAll("[^\\x20-\\x7e]", "?");
        return line.length() > MAX_REASON ? line.substring(0, MAX_REASON) : line;
    }
}
