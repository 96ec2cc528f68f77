package dev.facewire.client.video;

import dev.facewire.client.fault.Words;
import dev.facewire.client.files.PartFile;
import dev.facewire.client.picture.FrameSize;
import dev.facewire.client.picture.Pictures;
import dev.facewire.media.I420Frame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/**
 * An MP4 file that is being written: H.264 where this FFmpeg has an encoder for it, else MPEG-4. Every picture has its
 * own time, so a frame that was lost on the way leaves a longer one before it and doesn't speed the film up. The file's
 * size is fixed by the first picture's; others are fitted inside. Owned and used by one thread; {@link #close()}
 * finishes the file and may be called again.
 *
 * <p>It is written beside the name that was asked for, in fragments, and takes that name when it is closed: with all
 * pictures, or, where writing failed, with those that can be played. Without any it goes, and what stood there stays.
 */
public final class Mp4File implements AutoCloseable {
    /** What a file's name may end with. */
    public static final List<String> ENDINGS = List.of(".mp4", ".m4v", ".mov");

    /** OpenH264 is what an LGPL build holds; x264 is better where someone put a GPL build in its place. */
    private static final List<String> ENCODERS =
            List.of("libx264", "libopenh264", "h264_videotoolbox", "h264_mf", "mpeg4");

    /** Ticks a second: fine enough for any frame rate, and below MPEG-4's limit of 65535. */
    private static final int TIME_BASE = 30_000;
    /** Bits a pixel at 30 fps: 3.7 Mb/s at 640x480, at which OpenH264's coding is hardly seen. */
    private static final double BITS_PER_PIXEL = 0.4;

    private static final int NOMINAL_FPS = 30;
    /** OpenH264 opens for smaller pictures, but encodes none. */
    private static final int H264_MIN_SIDE = 16;

    private final PartFile part;
    private final FrameSize size;
    private final AVFormatContext format;
    private final AVCodecContext codec;
    private final AVStream stream;
    private final AVFrame frame;
    private final AVPacket packet = avcodec.av_packet_alloc();
    private final String encoder;
    private Scaler fitter;
    private FrameSize fittedFrom;
    private I420Frame fitted;
    private long lastPts = -1;
    private long written;
    private boolean closed;
    private boolean kept;

    private Mp4File(
            PartFile part,
            FrameSize size,
            AVFormatContext format,
            AVCodecContext codec,
            AVStream stream,
            String encoder) {
        this.part = part;
        this.size = size;
        this.format = format;
        this.codec = codec;
        this.stream = stream;
        this.encoder = encoder;
        this.frame = avutil.av_frame_alloc();
        frame.format(avutil.AV_PIX_FMT_YUV420P);
        frame.width(size.width());
        frame.height(size.height());
    }

    /**
     * Begins the file.
     *
     * @param path that it has once it is closed
     * @param pictures the size of the pictures to come; an odd one is rounded up, as H.264 needs
     * @throws IOException with words for a person
     */
    public static Mp4File create(Path path, FrameSize pictures) throws IOException {
        Libav.load();
        FrameSize size = new FrameSize((pictures.width() + 1) & ~1, (pictures.height() + 1) & ~1);
        PartFile part;
        try {
            part = PartFile.create(path);
        } catch (IOException e) {
            throw new IOException(Words.of(e), e);
        }
        try {
            return create(part, path.toString().endsWith(".mov") ? "mov" : "mp4", size);
        } catch (IOException e) {
            part.discard();
            throw e;
        }
    }

    private static Mp4File create(PartFile part, String container, FrameSize size) throws IOException {
        AVFormatContext format = new AVFormatContext(null);
        check(avformat.avformat_alloc_output_context2(format, null, container, (String) null), "no MP4 writer");
        AVCodecContext codec = null;
        try {
            String encoder = null;
            for (String name : ENCODERS) {
                codec = openEncoder(name, size);
                if (codec != null) {
                    encoder = name;
                    break;
                }
            }
            if (codec == null) {
                throw new IOException("this FFmpeg has no encoder for " + size);
            }
            AVStream stream = avformat.avformat_new_stream(format, null);
            stream.time_base(codec.time_base());
            check(avcodec.avcodec_parameters_from_context(stream.codecpar(), codec), "no stream");
            AVIOContext io = new AVIOContext(null);
            try (BytePointer url = Libav.url(part.path())) {
                check(avformat.avio_open(io, url, avformat.AVIO_FLAG_WRITE), "it can't be opened");
            }
            format.pb(io);
            writeHeader(format);
            Mp4File file = new Mp4File(part, size, format, codec, stream, encoder);
            check(avutil.av_frame_get_buffer(file.frame, 0), "no memory");
            return file;
        } catch (IOException e) {
            if (codec != null) {
                avcodec.avcodec_free_context(codec);
            }
            if (format.pb() != null && !format.pb().isNull()) {
                avformat.avio_closep(format.pb());
            }
            avformat.avformat_free_context(format);
            throw e;
        }
    }

    /**
     * A film in fragments can be played as far as it goes, should this program or the disk's space end; at its end FFmpeg
     * makes a plain one of it.
     */
    private static void writeHeader(AVFormatContext format) throws IOException {
        AVDictionary options = new AVDictionary(null);
        avutil.av_dict_set(options, "movflags", "hybrid_fragmented+frag_keyframe", 0);
        format.flush_packets(1); // a fragment is in the file when it is whole, not when a buffer is full
        int result = avformat.avformat_write_header(format, options);
        avutil.av_dict_free(options);
        check(result, "its header can't be written");
    }

    /** FFmpeg's name of the encoder in use. */
    public String encoder() {
        return encoder;
    }

    public FrameSize size() {
        return size;
    }

    /**
     * Appends a picture.
     *
     * @param ptsNanos its time from the file's start; one that is not later than the last one's is moved behind it
     * @throws IOException where it can't be written, for example because the disk is full
     */
    public void write(I420Frame picture, long ptsNanos) throws IOException {
        if (closed) {
            throw new IOException("the file is finished");
        }
        check(avutil.av_frame_make_writable(frame), "no memory");
        I420Frame canvas = Libav.view(frame);
        if (picture.width() == size.width() && picture.height() == size.height()) {
            picture.copyTo(canvas);
        } else {
            fit(picture, canvas);
        }
        long pts = Math.max(lastPts + 1, Math.round(ptsNanos * (TIME_BASE / 1e9)));
        lastPts = pts;
        frame.pts(pts);
        encode(frame);
    }

    private void fit(I420Frame picture, I420Frame canvas) {
        FrameSize from = new FrameSize(picture.width(), picture.height());
        Pictures.blacken(canvas);
        if (size.width() - from.width() >= 0
                && size.width() - from.width() <= 1
                && size.height() - from.height() >= 0
                && size.height() - from.height() <= 1) {
            Pictures.place(picture, canvas, 0, 0); // only the odd row or column is missing
            return;
        }
        FrameSize inside = from.fittedInto(size);
        if (!from.equals(fittedFrom)) {
            closeFitter();
            fitter = new Scaler(from, inside);
            fitted = I420Frame.allocate(inside.width(), inside.height());
            fittedFrom = from;
        }
        fitter.scale(picture, fitted);
        Pictures.place(
                fitted, canvas, (size.width() - inside.width()) / 2 & ~1, (size.height() - inside.height()) / 2 & ~1);
    }

    private void encode(AVFrame picture) throws IOException {
        check(avcodec.avcodec_send_frame(codec, picture), "a picture can't be encoded");
        while (true) {
            int result = avcodec.avcodec_receive_packet(codec, packet);
            if (result == avutil.AVERROR_EAGAIN() || result == avutil.AVERROR_EOF()) {
                return;
            }
            check(result, "a picture can't be encoded");
            // The last picture's length; of the others the muxer takes the time to the next one.
            packet.duration(TIME_BASE / NOMINAL_FPS);
            avcodec.av_packet_rescale_ts(packet, codec.time_base(), stream.time_base());
            packet.stream_index(stream.index());
            require(avformat.av_interleaved_write_frame(format, packet));
            written++;
        }
    }

    /** True where, after {@link #close()}, something that can be played has the name that was asked for. */
    public boolean kept() {
        return kept;
    }

    /** Finishes the file, and gives it its name. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        IOException failed = null;
        try {
            finish();
        } catch (IOException e) {
            failed = e;
        }
        try {
            if (written > 0 && (failed == null || playable())) {
                part.keep();
                kept = true;
            }
        } catch (IOException e) {
            failed = new IOException(Words.of(e), e);
        } finally {
            if (!kept) {
                part.discard();
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    private void finish() throws IOException {
        try {
            encode(null);
            check(avformat.av_write_trailer(format), "it can't be finished");
        } finally {
            closeFitter();
            avutil.av_frame_free(frame);
            avcodec.av_packet_free(packet);
            avcodec.avcodec_free_context(codec);
            AVIOContext io = format.pb();
            avformat.avformat_free_context(format);
            check(avformat.avio_closep(io), "it can't be finished");
        }
    }

    private boolean playable() {
        try (Decoder decoder = Decoder.open(part.path(), null)) {
            return decoder.next() != null;
        } catch (Decoder.Unreadable e) {
            return false;
        }
    }

    private void closeFitter() {
        if (fitter != null) {
            fitter.close();
            fitter = null;
        }
    }

    /** Null where there is no such encoder, or where it won't start (a hardware one without its hardware). */
    private static AVCodecContext openEncoder(String name, FrameSize size) {
        AVCodec encoder = avcodec.avcodec_find_encoder_by_name(name);
        if (encoder == null || encoder.isNull()) {
            return null;
        }
        if (!name.equals("mpeg4") && Math.min(size.width(), size.height()) < H264_MIN_SIDE) {
            return null;
        }
        AVCodecContext codec = avcodec.avcodec_alloc_context3(encoder);
        codec.width(size.width());
        codec.height(size.height());
        codec.pix_fmt(avutil.AV_PIX_FMT_YUV420P);
        try (AVRational timeBase = avutil.av_make_q(1, TIME_BASE);
                AVRational rate = avutil.av_make_q(NOMINAL_FPS, 1)) {
            codec.time_base(timeBase);
            codec.framerate(rate);
        }
        codec.bit_rate((long) (size.width() * size.height() * NOMINAL_FPS * BITS_PER_PIXEL));
        codec.gop_size(2 * NOMINAL_FPS);
        codec.max_b_frames(0);
        codec.thread_count(1); // the machine is busy with the swap and the call
        codec.color_range(avutil.AVCOL_RANGE_MPEG);
        codec.flags(codec.flags() | avcodec.AV_CODEC_FLAG_GLOBAL_HEADER);
        AVDictionary options = new AVDictionary(null);
        if (name.equals("libx264")) {
            avutil.av_dict_set(options, "preset", "veryfast", 0);
        } else if (name.equals("libopenh264")) {
            avutil.av_dict_set(options, "allow_skip_frames", "0", 0);
        }
        int error = avcodec.avcodec_open2(codec, encoder, options);
        avutil.av_dict_free(options);
        if (error < 0) {
            avcodec.avcodec_free_context(codec);
            return null;
        }
        return codec;
    }

    private static void require(int result) throws IOException {
        if (result < 0) {
            throw new IOException(Libav.words(result));
        }
    }

    private static void check(int result, String what) throws IOException {
        if (result < 0) {
            throw new IOException(what + ": " + Libav.words(result));
        }
    }
}
