package dev.facewire.protocol.session;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code --ice-servers}: {@code stun:host:port}, or {@code turn:user:password@host:port?transport=udp}; user and
 * password only for TURN, without {@code :} and {@code @} in the user's name.
 */
public final class IceServers {
    private static final Pattern FORM = Pattern.compile("(stuns?|turns?):(?:([^:@\\s]+):([^@\\s]+)@)?([^@\\s/]+)");

    private IceServers() {}

    /**
     * Reads the option's values.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    public static List<IceServer> parse(List<String> texts) {
        return parse(texts, false);
    }

    /**
     * Reads the option's values.
     *
     * @param secret true where TURN servers may stand without a user: they get one made with the servers' shared secret
     * @throws IllegalArgumentException with what is wrong
     */
    public static List<IceServer> parse(List<String> texts, boolean secret) {
        List<IceServer> servers = new ArrayList<>();
        for (String text : texts) {
            Matcher form = FORM.matcher(text);
            if (!form.matches()) {
                throw new IllegalArgumentException(
                        "\"" + text + "\" is no ICE server; write stun:host:port or turn:user:password@host:port");
            }
            boolean turn = form.group(1).startsWith("turn");
            boolean user = form.group(2) != null;
            if (turn != user && !(turn && secret)) {
                throw new IllegalArgumentException("\"" + text.replaceAll(":[^:@]+@", ":…@") + "\": "
                        + (turn ? "a TURN server needs user:password@" : "a STUN server takes no user"));
            }
            servers.add(new IceServer(List.of(form.group(1) + ":" + form.group(4)), form.group(2), form.group(3)));
        }
        return servers;
    }
}
