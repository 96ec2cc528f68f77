package dev.facewire.bench.loop;

import dev.facewire.bench.assign.Percentiles;
import dev.facewire.bench.loop.LoopSamples.Sample;
import dev.facewire.bench.quality.clip.Footage;
import dev.facewire.media.I420Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * One measurement: sessions that were opened for it, after their warm-up.
 *
 * @param sessions the frames of each that were sent while it was measured
 * @param used by the worker's process meanwhile
 * @param swapCpuMs of that, for the swap itself
 * @param engineMs the worker's median time on a frame; 0 where it swaps nothing
 * @param psnr of what came back against what was sent, dB of luma
 * @param picture one that came back, without its stamp
 */
record Block(
        List<List<Sample>> sessions,
        double seconds,
        Usage used,
        double swapCpuMs,
        double engineMs,
        double psnr,
        I420Frame picture) {
    private static final Duration FIRST = Duration.ofSeconds(20);
    /** A frame that comes later than this after the last one was sent is none that a call could use. */
    private static final long DRAIN_MS = 700;

    Block {
        sessions = List.copyOf(sessions);
    }

    /** Opens sessions, warms up, measures, and ends them. */
    static Block measure(Worker worker, Footage footage, LoopPlan.Load load, LoopPlan plan, double seconds)
            throws IOException, InterruptedException {
        List<LoopSender> senders = new ArrayList<>();
        try {
            for (int i = 0; i < load.sessions(); i++) {
                LoopSender sender = new LoopSender("s" + i, footage, load.fps(), plan.media());
                senders.add(sender);
                sender.connect(worker);
            }
            for (LoopSender sender : senders) {
                sender.awaitReadable(FIRST);
            }
            sleep(plan.warmUpSeconds());
            long from = System.nanoTime();
            Worker.Look before = worker.look(senders.get(0).session());
            sleep(seconds);
            long to = System.nanoTime();
            Worker.Look after = worker.look(senders.get(0).session());
            TimeUnit.MILLISECONDS.sleep(DRAIN_MS);
            List<List<Sample>> samples =
                    senders.stream().map(sender -> sender.between(from, to)).toList();
            return new Block(
                    samples,
                    (to - from) / 1e9,
                    after.usage().since(before.usage()),
                    after.swapCpuMs() - before.swapCpuMs(),
                    after.engineMs(),
                    senders.get(0).psnr(),
                    senders.get(0).picture());
        } finally {
            for (LoopSender sender : senders) {
                sender.close();
            }
        }
    }

    private static void sleep(double seconds) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep((long) (seconds * 1000));
    }

    /** Several measurements of one thing as one row. */
    static LoopRow row(Side side, LoopPlan.Load load, List<Block> blocks) {
        List<List<Sample>> all =
                blocks.stream().flatMap(block -> block.sessions().stream()).toList();
        List<Sample> samples = all.stream().flatMap(List::stream).toList();
        double[] loops = LoopSamples.loops(samples);
        double frames = Math.max(1, loops.length);
        double seconds = blocks.stream().mapToDouble(Block::seconds).sum();
        double cpu = blocks.stream().mapToDouble(block -> block.used().cpuMs()).sum();
        double swap = blocks.stream().mapToDouble(Block::swapCpuMs).sum();
        Map<String, Double> threads = new TreeMap<>();
        blocks.forEach(block -> block.used()
                .threadCpuMs()
                .forEach((name, ms) -> threads.merge(name, round(ms / frames, 100), Double::sum)));
        threads.values().removeIf(ms -> ms < 0.02);
        return new LoopRow(
                side,
                load.size().toString(),
                load.fps(),
                load.sessions(),
                round(seconds, 10),
                samples.size(),
                loops.length,
                round(loops.length / seconds / load.sessions(), 100),
                round(Percentiles.of(loops, 0.5), 10),
                round(Percentiles.of(loops, 0.95), 10),
                round(Percentiles.of(loops, 0.99), 10),
                round(median(blocks.stream().mapToDouble(Block::engineMs).toArray()), 10),
                round(cpu / frames, 100),
                round(swap / frames, 100),
                round((cpu - swap) / frames, 100),
                round(
                        median(blocks.stream()
                                .mapToDouble(block -> block.used().rssMb())
                                .toArray()),
                        1),
                round(
                        median(all.stream()
                                .mapToDouble(LoopSamples::growthMsPerMinute)
                                .toArray()),
                        10),
                round(median(blocks.stream().mapToDouble(Block::psnr).toArray()), 10),
                threads);
    }

    private static double median(double[] values) {
        return Percentiles.of(values, 0.5);
    }

    private static double round(double value, int parts) {
        return (double) Math.round(value * parts) / parts;
    }
}
