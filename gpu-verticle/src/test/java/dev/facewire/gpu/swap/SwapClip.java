package dev.facewire.gpu.swap;

import dev.facewire.gpu.device.DeviceSpec;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.protocol.worker.InspectReply;
import dev.facewire.rtc.frame.I420Frame;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A tool to look at swaps without WebRTC: {@code SwapClip WIDTH HEIGHT FACE < in.yuv > out.yuv}, raw I420 frames at 30
 * fps from and to ffmpeg; what happened is told on standard error.
 */
final class SwapClip {
    private SwapClip() {}

    public static void main(String[] args) throws IOException {
        int width = Integer.parseInt(args[0]);
        int height = Integer.parseInt(args[1]);
        InputStream in = System.in;
        OutputStream out = System.out;
        System.setOut(System.err); // where log lines go
        try (FaceProcessor processor = FaceProcessors.open(new DeviceSpec("cpu", 0))) {
            System.err.printf("warm: %.1f ms%n", processor.warmUp());
            InspectReply face = processor.inspect(List.of(Files.readAllBytes(Path.of(args[2]))));
            System.err.println("face: yaw " + Math.round(face.yawDegrees()) + ", " + face.warnings());
            try (FaceSession session = processor.open(face.crop())) {
                run(processor, session, width, height, in, out);
            }
        }
        out.flush();
        Runtime.getRuntime().halt(0);
    }

    private static void run(
            FaceProcessor processor, FaceSession session, int width, int height, InputStream in, OutputStream out)
            throws IOException {
        I420Frame frame = I420Frame.allocate(width, height);
        Map<FrameOutcome.Verdict, Integer> verdicts = new TreeMap<>();
        double[] ms = new double[100_000];
        int count = 0;
        while (read(in, frame.y()) && read(in, frame.u()) && read(in, frame.v())) {
            long begin = System.nanoTime();
            FrameJob job = new FrameJob(session, frame, SessionOptions.DEFAULTS, count * 33_333_333L);
            processor.process(List.of(job));
            ms[count++] = (System.nanoTime() - begin) / 1e6;
            verdicts.merge(job.outcome().verdict(), 1, Integer::sum);
            for (ByteBuffer plane : List.of(frame.y(), frame.u(), frame.v())) {
                byte[] bytes = new byte[plane.capacity()];
                plane.get(0, bytes);
                out.write(bytes);
            }
        }
        Arrays.sort(ms, 0, count);
        System.err.printf("%d frames %s, ms p50 %.1f p95 %.1f%n", count, verdicts, ms[count / 2], ms[count * 95 / 100]);
    }

    private static boolean read(InputStream in, ByteBuffer plane) throws IOException {
        byte[] bytes = in.readNBytes(plane.capacity());
        plane.put(0, bytes, 0, bytes.length);
        return bytes.length == plane.capacity();
    }
}
