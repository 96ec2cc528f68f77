package dev.facewire.protocol.sdp;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A session description, split into its parts and otherwise left as it is.
 *
 * @param session the lines before the first m-line
 * @param media the m-lines in order
 */
public record Sdp(List<String> session, List<MediaSection> media) {
    private static final String END = "\r\n";
    private static final String FINGERPRINT = "a=fingerprint:";
    private static final String UFRAG = "a=ice-ufrag:";

    public Sdp {
        session = List.copyOf(session);
        media = List.copyOf(media);
    }

    /**
     * Splits a text.
     *
     * @throws Fault BAD_SDP where it does not begin with {@code v=0}
     */
    public static Sdp parse(String text) {
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        if (lines.isEmpty() || !lines.get(0).strip().equals("v=0")) {
            throw new Fault(ErrorCode.BAD_SDP, "the session description does not begin with v=0");
        }
        List<String> session = new ArrayList<>();
        List<MediaSection> media = new ArrayList<>();
        List<String> current = session;
        for (String line : lines) {
            if (line.startsWith("m=")) {
                if (current != session) {
                    media.add(new MediaSection(current));
                }
                current = new ArrayList<>();
            }
            current.add(line);
        }
        if (current != session) {
            media.add(new MediaSection(current));
        }
        return new Sdp(session, media);
    }

    /**
     * The certificates' fingerprints, in lower case. Two descriptions without one in common are of two DTLS connections.
     */
    public Set<String> fingerprints() {
        return Stream.concat(session.stream(), media.stream().flatMap(section -> section.lines().stream()))
                .filter(line -> line.startsWith(FINGERPRINT))
                .map(line -> line.substring(FINGERPRINT.length()).strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The ICE user name fragment of the first line that has one, or an empty string: another one begins ICE anew. */
    public String iceUfrag() {
        return Stream.concat(session.stream(), media.stream().flatMap(section -> section.lines().stream()))
                .filter(line -> line.startsWith(UFRAG))
                .map(line -> line.substring(UFRAG.length()).strip())
                .findFirst()
                .orElse("");
    }

    /** The same description of one who takes nothing: see {@link MediaSection#sendingOnly}. */
    public Sdp sendingOnly() {
        return new Sdp(session, media.stream().map(MediaSection::sendingOnly).toList());
    }

    /** The text, with the line ends that RFC 8866 wants. */
    public String text() {
        StringBuilder text = new StringBuilder();
        session.forEach(line -> text.append(line).append(END));
        media.forEach(
                section -> section.lines().forEach(line -> text.append(line).append(END)));
        return text.toString();
    }
}
