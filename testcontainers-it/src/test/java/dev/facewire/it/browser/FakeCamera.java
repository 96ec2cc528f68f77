package dev.facewire.it.browser;

import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;

/** A clip as Chromium's fake camera takes it: MJPEG, which it plays in a loop. */
final class FakeCamera {
    private FakeCamera() {}

    /** Converts a clip once; a second call finds it there. */
    static Path of(Path clip, Path folder) throws Exception {
        Path file = folder.resolve("camera.mjpeg");
        if (Files.exists(file)) {
            return file;
        }
        Files.createDirectories(folder);
        avutil.av_log_set_level(avutil.AV_LOG_ERROR);
        Path part = folder.resolve("camera.part.mjpeg");
        try (FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(clip.toFile())) {
            grabber.start();
            try (FFmpegFrameRecorder recorder =
                    new FFmpegFrameRecorder(part.toFile(), grabber.getImageWidth(), grabber.getImageHeight())) {
                recorder.setFormat("mjpeg");
                recorder.setVideoCodec(avcodec.AV_CODEC_ID_MJPEG);
                recorder.setPixelFormat(avutil.AV_PIX_FMT_YUVJ420P);
                recorder.setFrameRate(grabber.getVideoFrameRate());
                recorder.setVideoQuality(3);
                recorder.start();
                for (Frame frame = grabber.grabImage(); frame != null; frame = grabber.grabImage()) {
                    recorder.record(frame);
                }
            }
        }
        return Files.move(part, file);
    }
}
