package dev.facewire.client.fault;

import java.util.Objects;

/**
 * An expected failure: one line for the person, with what to do, and the code with which the program ends. Carries no
 * stack trace, because it is an answer and not a bug.
 */
public final class ClientFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** How the program ends. */
    public enum Exit {
        /** All went well. */
        OK(0),
        /** The run failed: gateway, worker, media, or no swapped frame came back. */
        RUN(1),
        /** The command line, or a file or camera that it names, can't be used: nothing was started. */
        USAGE(2);

        private final int code;

        Exit(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }
    }

    private final Exit exit;
    private final boolean unreachable;

    private ClientFault(Exit exit, String line, boolean unreachable) {
        super(Objects.requireNonNull(line), null, false, false);
        this.exit = exit;
        this.unreachable = unreachable;
    }

    /** What was given can't be used. */
    public static ClientFault usage(String line) {
        return new ClientFault(Exit.USAGE, line, false);
    }

    /** The run failed. */
    public static ClientFault run(String line) {
        return new ClientFault(Exit.RUN, line, false);
    }

    /** A gateway can't be reached; another one perhaps can. */
    public static ClientFault unreachable(String line) {
        return new ClientFault(Exit.RUN, line, true);
    }

    /** Whether another gateway may do better. */
    public boolean unreachable() {
        return unreachable;
    }

    public Exit exit() {
        return exit;
    }
}
