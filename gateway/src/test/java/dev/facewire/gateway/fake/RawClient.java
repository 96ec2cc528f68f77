package dev.facewire.gateway.fake;

import dev.facewire.gateway.Gateway;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** A TCP connection to a gateway over which a test sends what no proper client would. Reads wait less than the gateway keeps an idle connection. */
public final class RawClient implements AutoCloseable {
    private static final int WAIT_MS = 45_000;

    private final Socket socket;
    private final InputStream in;

    public RawClient(Gateway gateway) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
        socket.setSoTimeout(WAIT_MS);
        in = socket.getInputStream();
    }

    /** An answer; {@code head} is its status line and headers. */
    public record Answer(String head, String body) {
        public int status() {
            return Integer.parseInt(head.split(" ", 3)[1]);
        }

        public String header(String name) {
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse(null);
        }
    }

    /** Sends a request whole: its first line and further headers; {@code Host} is added. */
    public Answer request(String line, String... headers) throws IOException {
        send(line + "\r\nHost: localhost\r\n" + String.join("", lines(headers)) + "\r\n");
        return answer();
    }

    private static String[] lines(String... headers) {
        String[] lines = new String[headers.length];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = headers[i] + "\r\n";
        }
        return lines;
    }

    public void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Opens the WebSocket and gives the answer to the handshake. */
    public Answer upgrade(String... headers) throws IOException {
        send("GET /v1/signal HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                + Base64.getEncoder().encodeToString(new byte[16]) + "\r\n" + String.join("", lines(headers)) + "\r\n");
        return answer();
    }

    /** Sends one WebSocket frame, masked with zeros; {@code first} holds FIN, RSV and the opcode. */
    public void frame(int first, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(first);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else {
            frame.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >> shift));
            }
        }
        frame.write(new byte[4], 0, 4);
        frame.write(payload, 0, payload.length);
        send(frame.toByteArray());
    }

    /** The text of the next WebSocket frame, of less than 64 KB. */
    public String frameText() throws IOException {
        in.readNBytes(1);
        int length = in.read() & 0x7f;
        if (length == 126) {
            length = in.read() << 8 | in.read();
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    public Answer answer() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("hung up after: " + head);
            }
            head.append((char) next);
        }
        Answer answer = new Answer(head.toString(), "");
        String length = answer.header("content-length");
        byte[] body = length == null ? new byte[0] : in.readNBytes(Integer.parseInt(length));
        return new Answer(answer.head(), new String(body, StandardCharsets.UTF_8));
    }

    /** Reads and drops what comes until the other side hangs up. */
    public boolean hungUp() {
        try {
            while (in.read() >= 0) {
                // dropped
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
