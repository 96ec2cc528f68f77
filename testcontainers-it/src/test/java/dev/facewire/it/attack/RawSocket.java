package dev.facewire.it.attack;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A TCP connection to which anything can be written, WebSocket frames among others. */
public final class RawSocket implements AutoCloseable {
    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int PING = 9;
    static final int FINAL = 0x80;
    static final int COMPRESSED = 0x40;

    private static final long LONGEST_SECONDS = 60;
    private static final ScheduledExecutorService CLOSER = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "raw-socket-closer");
        thread.setDaemon(true);
        return thread;
    });

    private final Socket socket = new Socket();

    /** Connects. */
    public RawSocket(String host, int port) throws IOException {
        socket.connect(new InetSocketAddress(host, port), 10_000);
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        // Writing has no time-out: a side that stops reading would hold us for ever.
        var unused = CLOSER.schedule(this::abandon, LONGEST_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Upgrades to a WebSocket at {@code /v1/signal}.
     *
     * @param headers further lines of the request, each with its CR LF
     */
    public static RawSocket webSocket(URI gateway, String headers) throws IOException {
        RawSocket made = new RawSocket(gateway.getHost(), gateway.getPort());
        made.write(("GET /v1/signal HTTP/1.1\r\nHost: " + gateway.getAuthority()
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        String answer = made.readHead();
        if (!answer.startsWith("HTTP/1.1 101")) {
            made.close();
            throw new IOException("no WebSocket: " + answer.lines().findFirst().orElse("closed"));
        }
        return made;
    }

    /** Reads and drops all that comes from now on, so that the other side never waits. */
    public RawSocket drained() {
        Thread reader = new Thread(
                () -> {
                    try {
                        socket.setSoTimeout(0);
                        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                    } catch (IOException closed) {
                        // the end, by either side
                    }
                },
                "drain");
        reader.setDaemon(true);
        reader.start();
        return this;
    }

    public void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Says that nothing more comes, while answers can still be read. */
    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** One frame, masked with zeros. */
    public void frame(int opcode, int flags, byte[] payload) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(payload.length + 14);
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(flags | opcode);
        if (payload.length < 126) {
            out.write(0x80 | payload.length);
        } else if (payload.length < 65536) {
            out.write(0x80 | 126);
            out.writeShort(payload.length);
        } else {
            out.write(0x80 | 127);
            out.writeLong(payload.length);
        }
        out.writeInt(0);
        out.write(payload);
        write(bytes.toByteArray());
    }

    public void text(String message) throws IOException {
        frame(TEXT, FINAL, message.getBytes(StandardCharsets.UTF_8));
    }

    /** What comes until the empty line after an answer's headers, or until the end. */
    public String readHead() throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** The next text message; other frames are passed over. */
    public String readText() throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        while (true) {
            int opcode = in.readUnsignedByte() & 0x0f;
            long length = in.readUnsignedByte() & 0x7f;
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = in.readLong();
            }
            byte[] payload = in.readNBytes(Math.toIntExact(length));
            if (opcode == TEXT) {
                return new String(payload, StandardCharsets.UTF_8);
            }
        }
    }

    private void abandon() {
        try {
            socket.close();
        } catch (IOException e) {
            System.out.println("  a socket can't be closed: " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
