package dev.facewire.client.video;

import dev.facewire.client.picture.FrameSize;
import dev.facewire.media.I420Frame;
import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Scales pictures and brings any pixel format to I420 of limited range, through FFmpeg's swscale. Owned and used by one
 * thread; closed by its owner.
 */
public final class Scaler implements AutoCloseable {
    private final SwsContext context;
    private final int sourceHeight;
    private final FrameSize to;
    private final PointerPointer<BytePointer> sourcePlanes = new PointerPointer<>(4);
    private final IntPointer sourceStrides = new IntPointer(4);
    private final PointerPointer<BytePointer> targetPlanes = new PointerPointer<>(4);
    private final IntPointer targetStrides = new IntPointer(4);

    /** From I420 to I420. */
    public Scaler(FrameSize from, FrameSize to) {
        this(from, avutil.AV_PIX_FMT_YUV420P, false, to);
    }

    Scaler(FrameSize from, int pixelFormat, boolean fullRange, FrameSize to) {
        Libav.load();
        this.sourceHeight = from.height();
        this.to = to;
        this.context = swscale.sws_getContext(
                from.width(),
                from.height(),
                pixelFormat,
                to.width(),
                to.height(),
                avutil.AV_PIX_FMT_YUV420P,
                swscale.SWS_BILINEAR,
                null,
                null,
                (DoublePointer) null);
        if (context == null) {
            throw new IllegalArgumentException("swscale can't convert pixel format " + pixelFormat);
        }
        IntPointer matrix = swscale.sws_getCoefficients(swscale.SWS_CS_DEFAULT);
        swscale.sws_setColorspaceDetails(context, matrix, fullRange ? 1 : 0, matrix, 0, 0, 1 << 16, 1 << 16);
    }

    /** Scales a picture of the size given at the start into one of the target size. */
    public void scale(I420Frame from, I420Frame target) {
        try (BytePointer y = new BytePointer(fromStart(from.y()));
                BytePointer u = new BytePointer(fromStart(from.u()));
                BytePointer v = new BytePointer(fromStart(from.v()))) {
            sourcePlanes.put(0, y).put(1, u).put(2, v);
            sourceStrides.put(0, from.strideY()).put(1, from.strideU()).put(2, from.strideV());
            scaleInto(sourcePlanes, sourceStrides, target);
        }
    }

    void scale(AVFrame from, I420Frame target) {
        scaleInto(from.data(), from.linesize(), target);
    }

    private void scaleInto(PointerPointer<?> planes, IntPointer strides, I420Frame target) {
        if (target.width() != to.width() || target.height() != to.height()) {
            throw new IllegalArgumentException("not the size of this scaler");
        }
        try (BytePointer y = new BytePointer(fromStart(target.y()));
                BytePointer u = new BytePointer(fromStart(target.u()));
                BytePointer v = new BytePointer(fromStart(target.v()))) {
            targetPlanes.put(0, y).put(1, u).put(2, v);
            targetStrides.put(0, target.strideY()).put(1, target.strideU()).put(2, target.strideV());
            swscale.sws_scale(context, planes, strides, 0, sourceHeight, targetPlanes, targetStrides);
        }
    }

    private static ByteBuffer fromStart(ByteBuffer plane) {
        return plane.duplicate().clear();
    }

    @Override
    public void close() {
        swscale.sws_freeContext(context);
        sourcePlanes.close();
        sourceStrides.close();
        targetPlanes.close();
        targetStrides.close();
    }
}
