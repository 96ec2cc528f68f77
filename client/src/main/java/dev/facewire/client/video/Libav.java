package dev.facewire.client.video;

import dev.facewire.client.fault.ClientFault;
import dev.facewire.media.I420Frame;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avdevice;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/** What the users of FFmpeg's API share. */
final class Libav {
    private static final int ERROR_TEXT_BYTES = 128;

    private Libav() {}

    /**
     * Loads the natives; harmless to call again.
     *
     * @throws ClientFault where something that they need is missing on this machine
     */
    static void load() {
        try {
            // FFmpeg's own lines would break into the progress line; what matters comes back as error codes.
            avutil.av_log_set_level(avutil.AV_LOG_QUIET);
            avdevice.avdevice_register_all();
        } catch (LinkageError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw ClientFault.run("FFmpeg's libraries can't be loaded (" + cause.getMessage()
                    + "). On Debian or Ubuntu: sudo apt-get install -y libxcb-shm0 libasound2 (newer Ubuntus:"
                    + " libasound2t64)");
        }
    }

    /** An FFmpeg error code in words. */
    static String words(int error) {
        byte[] text = new byte[ERROR_TEXT_BYTES];
        avutil.av_strerror(error, text, text.length);
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        return new String(text, 0, end, StandardCharsets.UTF_8);
    }

    /** A file's name as FFmpeg takes it, whatever characters are in it: {@code a:b.mp4} alone would be a protocol. */
    static BytePointer url(Path file) {
        Charset names = System.getProperty("os.name").startsWith("Windows")
                ? StandardCharsets.UTF_8
                : Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
        byte[] bytes = ("file:" + file.toAbsolutePath()).getBytes(names);
        return new BytePointer(Arrays.copyOf(bytes, bytes.length + 1)); // C's string ends with a 0
    }

    /** A view of a frame's planes, which must be yuv420p. Valid as long as the frame's data. */
    static I420Frame view(AVFrame frame) {
        int width = frame.width();
        int height = frame.height();
        int chromaRows = (height + 1) / 2;
        return new I420Frame(
                width,
                height,
                plane(frame, 0, height),
                frame.linesize(0),
                plane(frame, 1, chromaRows),
                frame.linesize(1),
                plane(frame, 2, chromaRows),
                frame.linesize(2));
    }

    static double toDouble(AVRational ratio) {
        return ratio.den() == 0 ? 0 : (double) ratio.num() / ratio.den();
    }

    private static ByteBuffer plane(AVFrame frame, int index, int rows) {
        return frame.data(index)
                .capacity((long) frame.linesize(index) * rows)
                .position(0)
                .asByteBuffer();
    }
}
