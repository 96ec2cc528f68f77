package dev.facewire.client.video;

import dev.facewire.client.picture.FrameSize;
import dev.facewire.client.picture.Pictures;
import dev.facewire.media.I420Frame;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Reads the pictures of a file or a capture device as upright I420 of one size. Owned and used by one thread; closed by
 * its owner. A picture that is I420 already is handed out where FFmpeg decoded it, without a copy.
 */
public final class Decoder implements AutoCloseable {
    /** A play list must not make this program open other files or the network. */
    private static final Map<String, String> FILES_ONLY = Map.of("protocol_whitelist", "file");

    private final AVFormatContext format;
    private final AVCodecContext codec;
    private final AVStream stream;
    private final AVPacket packet = avcodec.av_packet_alloc();
    private final AVFrame frame = avutil.av_frame_alloc();
    private final int degrees;
    private final FrameSize size;
    private final I420Frame turned;
    private Scaler scaler;
    private I420Frame scaled;
    private FrameSize scaledFrom;
    private int scaledFormat = avutil.AV_PIX_FMT_NONE;
    private long firstPts = avutil.AV_NOPTS_VALUE;
    private long ptsNanos = -1;
    private final ReadErrors readErrors = new ReadErrors();
    private long readNanos;
    private boolean damaged;
    private String stopped;

    /** Why something can't be read, in FFmpeg's words. */
    public static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        private Unreadable(String words) {
            super(words, null, false, false);
        }

        public static Unreadable of(String words) {
            return new Unreadable(words);
        }
    }

    private Decoder(AVFormatContext format, AVCodecContext codec, AVStream stream, FrameSize box) {
        this.format = format;
        this.codec = codec;
        this.stream = stream;
        this.degrees = clockwiseTurn(stream);
        FrameSize coded = new FrameSize(codec.width(), codec.height());
        FrameSize upright = degrees % 180 == 0 ? coded : coded.turned();
        this.size = box == null ? upright : upright.fittedInto(box);
        this.turned = degrees == 0 ? null : I420Frame.allocate(size.width(), size.height());
    }

    /**
     * Opens a file.
     *
     * @param box the pictures are scaled to fit inside, keeping their shape; null leaves them as they are
     * @throws Unreadable where there is no picture to be had
     */
    public static Decoder open(Path file, FrameSize box) throws Unreadable {
        Libav.load();
        try (BytePointer url = Libav.url(file)) {
            return open(url, null, FILES_ONLY, box);
        }
    }

    /**
     * Opens a capture device.
     *
     * @param device what the device format calls it
     * @param deviceFormat FFmpeg's name of a capture format
     * @param options FFmpeg's options of the format
     * @throws Unreadable where there is no picture to be had
     */
    public static Decoder openDevice(String device, String deviceFormat, Map<String, String> options)
            throws Unreadable {
        Libav.load();
        AVInputFormat inputFormat = avformat.av_find_input_format(deviceFormat);
        if (inputFormat == null) {
            throw new Unreadable("this FFmpeg has no '" + deviceFormat + "'");
        }
        try (BytePointer url = new BytePointer(device)) {
            return open(url, inputFormat, options, null);
        }
    }

    private static Decoder open(BytePointer url, AVInputFormat inputFormat, Map<String, String> options, FrameSize box)
            throws Unreadable {
        AVFormatContext format = new AVFormatContext(null);
        AVDictionary dictionary = new AVDictionary(null);
        options.forEach((key, value) -> avutil.av_dict_set(dictionary, key, value, 0));
        int error = avformat.avformat_open_input(format, url, inputFormat, dictionary);
        avutil.av_dict_free(dictionary);
        if (error < 0) {
            throw new Unreadable(Libav.words(error)); // FFmpeg has freed the context
        }
        AVCodecContext codec = null;
        try {
            requireFilm(format.iformat().name().getString());
            check(avformat.avformat_find_stream_info(format, (PointerPointer<?>) null));
            AVStream stream = videoOf(format);
            AVCodec decoder = avcodec.avcodec_find_decoder(stream.codecpar().codec_id());
            if (decoder == null) {
                throw new Unreadable("its video codec is not known here");
            }
            codec = avcodec.avcodec_alloc_context3(decoder);
            check(avcodec.avcodec_parameters_to_context(codec, stream.codecpar()));
            codec.thread_count(1); // frame threads would delay a camera's pictures
            check(avcodec.avcodec_open2(codec, decoder, (PointerPointer<?>) null));
            if (codec.width() < 1 || codec.height() < 1) {
                throw new Unreadable("the size of its pictures is unknown");
            }
            return new Decoder(format, codec, stream, box);
        } catch (Unreadable e) {
            if (codec != null) {
                avcodec.avcodec_free_context(codec);
            }
            avformat.avformat_close_input(format);
            throw e;
        }
    }

    /** FFmpeg would play a text as a film of letters, and a picture as one of a single frame. */
    private static void requireFilm(String container) throws Unreadable {
        if (container.equals("tty")) {
            throw new Unreadable("it is a text");
        }
        if (container.equals("webp_pipe")) {
            throw new Unreadable("it is a WebP picture, and animated ones are not read; convert it to MP4");
        }
        if (container.equals("image2") || container.endsWith("_pipe")) {
            throw new Unreadable("it is a picture and not a film");
        }
    }

    private static AVStream videoOf(AVFormatContext format) throws Unreadable {
        boolean cover = false;
        for (int i = 0; i < format.nb_streams(); i++) {
            if ((format.streams(i).disposition() & avformat.AV_DISPOSITION_ATTACHED_PIC) != 0) {
                // Else the best one, should it be a cover.
                format.streams(i).codecpar().codec_type(avutil.AVMEDIA_TYPE_ATTACHMENT);
                cover = true;
            }
        }
        int index =
                avformat.av_find_best_stream(format, avutil.AVMEDIA_TYPE_VIDEO, -1, -1, (PointerPointer<?>) null, 0);
        if (index < 0) {
            throw new Unreadable(cover ? "it holds no video, only sound with a cover" : "it holds no video");
        }
        return format.streams(index);
    }

    /** The size of every picture. */
    public FrameSize size() {
        return size;
    }

    /** Pictures a second as the file or device declares it; 0 where it does not. */
    public double fps() {
        double average = Libav.toDouble(stream.avg_frame_rate());
        return average > 0 ? average : Libav.toDouble(stream.r_frame_rate());
    }

    /** What the file declares; 0 where it does not. */
    public long durationNanos() {
        return format.duration() > 0 ? format.duration() * 1000 : 0;
    }

    /** How far the file was read, sound and all, from its start. */
    public long readNanos() {
        return readNanos;
    }

    /** Time of the last picture from the first one; -1 before it. */
    public long ptsNanos() {
        return ptsNanos;
    }

    /** Whether parts could not be read or decoded. */
    public boolean damaged() {
        return damaged;
    }

    /** The error that ended reading before the end, in FFmpeg's words; null where the end was reached. */
    public String stopped() {
        return stopped;
    }

    /** The next picture, valid until the next call; null at the end. */
    public I420Frame next() {
        while (true) {
            int error = avcodec.avcodec_receive_frame(codec, frame);
            if (error == 0) {
                stepTime();
                return upright();
            }
            if (error == avutil.AVERROR_EOF()) {
                return null;
            }
            damaged |= error != avutil.AVERROR_EAGAIN();
            feed();
        }
    }

    /** Goes back to the first picture. False where the file can't be read twice. */
    public boolean rewind() {
        if (avformat.av_seek_frame(format, -1, Math.max(0, format.start_time()), avformat.AVSEEK_FLAG_BACKWARD) < 0) {
            return false;
        }
        avcodec.avcodec_flush_buffers(codec);
        firstPts = avutil.AV_NOPTS_VALUE;
        ptsNanos = -1;
        return true;
    }

    private void feed() {
        while (true) {
            int error = avformat.av_read_frame(format, packet);
            if (error < 0) {
                if (!goOn(error)) {
                    avcodec.avcodec_send_packet(codec, (AVPacket) null); // what is inside still comes out
                    return;
                }
                continue;
            }
            readErrors.read();
            try {
                notePlace();
                if (packet.stream_index() == stream.index()) {
                    int sent = avcodec.avcodec_send_packet(codec, packet);
                    damaged |= sent < 0 && sent != avutil.AVERROR_EAGAIN();
                    return;
                }
            } finally {
                avcodec.av_packet_unref(packet);
            }
        }
    }

    /** Whether another try may give more. */
    private boolean goOn(int error) {
        ReadErrors.Next next =
                readErrors.failed(error == avutil.AVERROR_EOF(), error == avutil.AVERROR_EAGAIN(), System.nanoTime());
        damaged |= next == ReadErrors.Next.AGAIN || next == ReadErrors.Next.STOP;
        if (next == ReadErrors.Next.STOP) {
            stopped = Libav.words(error);
        } else if (next == ReadErrors.Next.LATER) {
            LockSupport.parkNanos(ReadErrors.PAUSE_NANOS);
        }
        return next == ReadErrors.Next.AGAIN || next == ReadErrors.Next.LATER;
    }

    private void notePlace() {
        long pts = packet.pts();
        if (pts != avutil.AV_NOPTS_VALUE) {
            double seconds = (pts + packet.duration())
                    * Libav.toDouble(format.streams(packet.stream_index()).time_base());
            long start = format.start_time() == avutil.AV_NOPTS_VALUE ? 0 : format.start_time() * 1000;
            readNanos = Math.max(readNanos, (long) (seconds * 1e9) - start);
        }
    }

    private void stepTime() {
        long pts = frame.best_effort_timestamp();
        double stepNanos = 1e9 / (fps() > 0 ? fps() : 30);
        if (pts == avutil.AV_NOPTS_VALUE) {
            ptsNanos = ptsNanos < 0 ? 0 : ptsNanos + (long) stepNanos;
            return;
        }
        if (firstPts == avutil.AV_NOPTS_VALUE) {
            firstPts = pts;
        }
        ptsNanos = Math.max(ptsNanos, (long) ((pts - firstPts) * Libav.toDouble(stream.time_base()) * 1e9));
    }

    private I420Frame upright() {
        FrameSize lying = degrees % 180 == 0 ? size : size.turned();
        boolean asItIs = (frame.format() == avutil.AV_PIX_FMT_YUV420P)
                && frame.color_range() != avutil.AVCOL_RANGE_JPEG
                && frame.width() == lying.width()
                && frame.height() == lying.height()
                && frame.linesize(0) > 0;
        I420Frame picture = asItIs ? Libav.view(frame) : scaled(lying);
        if (degrees == 0) {
            return picture;
        }
        Pictures.turn(picture, turned, degrees);
        return turned;
    }

    private I420Frame scaled(FrameSize lying) {
        FrameSize from = new FrameSize(frame.width(), frame.height());
        if (scaler == null || !from.equals(scaledFrom) || frame.format() != scaledFormat) {
            if (scaler != null) {
                scaler.close();
            }
            scaler = new Scaler(from, frame.format(), fullRange(), lying);
            scaled = I420Frame.allocate(lying.width(), lying.height());
            scaledFrom = from;
            scaledFormat = frame.format();
        }
        scaler.scale(frame, scaled);
        return scaled;
    }

    private boolean fullRange() {
        int f = frame.format();
        return frame.color_range() == avutil.AVCOL_RANGE_JPEG
                || f == avutil.AV_PIX_FMT_YUVJ420P
                || f == avutil.AV_PIX_FMT_YUVJ422P
                || f == avutil.AV_PIX_FMT_YUVJ444P;
    }

    /** How far the pictures must be turned clockwise to stand upright: what phones write instead of turning them. */
    private static int clockwiseTurn(AVStream stream) {
        AVPacketSideData side = avcodec.av_packet_side_data_get(
                stream.codecpar().coded_side_data(),
                stream.codecpar().nb_coded_side_data(),
                avcodec.AV_PKT_DATA_DISPLAYMATRIX);
        if (side == null || side.isNull()) {
            return 0;
        }
        IntBuffer matrix = side.data()
                .capacity(9 * Integer.BYTES)
                .asByteBuffer()
                .order(ByteOrder.nativeOrder())
                .asIntBuffer();
        double counterClockwise = avutil.av_display_rotation_get(matrix);
        if (Double.isNaN(counterClockwise)) {
            return 0;
        }
        return Math.floorMod(Math.round(-counterClockwise / 90) * 90, 360);
    }

    private static void check(int result) throws Unreadable {
        if (result < 0) {
            throw new Unreadable(Libav.words(result));
        }
    }

    @Override
    public void close() {
        if (scaler != null) {
            scaler.close();
        }
        avutil.av_frame_free(frame);
        avcodec.av_packet_free(packet);
        avcodec.avcodec_free_context(codec);
        avformat.avformat_close_input(format);
    }
}
