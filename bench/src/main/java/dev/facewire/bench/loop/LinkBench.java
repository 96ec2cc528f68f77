package dev.facewire.bench.loop;

import dev.facewire.bench.assign.Percentiles;
import dev.facewire.bench.loop.LoopSamples.Sample;
import dev.facewire.bench.quality.clip.Footage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A session over a link that is good, then bad for a while, then good again. */
final class LinkBench {
    /** A picture that stands still for longer is seen to. */
    static final double FREEZE_MS = 200;

    private static final Duration FIRST = Duration.ofSeconds(30);
    private static final double BEFORE_SECONDS = 5;
    private static final double AFTER_SECONDS = 12;
    /** Well again: for a second every frame comes back, and the median is at most this many times what it was. */
    private static final double WELL = 1.5;

    private final LoopPlan plan;
    private final Workers workers;
    private final Clips clips;
    private final Consumer<String> progress;

    /** @param plan its first size and rate are taken, and its seconds for how long a link is bad */
    LinkBench(LoopPlan plan, Workers workers, Clips clips, Consumer<String> progress) {
        this.plan = plan;
        this.workers = workers;
        this.clips = clips;
        this.progress = progress;
    }

    /**
     * One bad link.
     *
     * @param sent while it was bad
     * @param returned of these
     * @param freezes times over {@link #FREEZE_MS} without a frame coming back
     * @param wellAfterMs from the end of it until all is well again; null where that was not seen
     */
    record Row(
            String link,
            int sent,
            int returned,
            double loopMsP50Before,
            double loopMsP50,
            double loopMsP95,
            int freezes,
            double longestGapMs,
            Double wellAfterMs) {}

    List<Row> run() throws IOException, InterruptedException {
        List<Row> rows = new ArrayList<>();
        try (OtherNetwork network = OtherNetwork.make()) {
            Worker worker = workers.swapper(network.prefix(), 0);
            for (BadLink link : BadLink.values()) {
                Row row = measure(worker, network, link);
                rows.add(row);
                progress.accept(String.format(
                        java.util.Locale.ROOT,
                        "%s: %d of %d back, loop p50 %.0f ms, %d freezes, longest %.0f ms",
                        link,
                        row.returned(),
                        row.sent(),
                        row.loopMsP50(),
                        row.freezes(),
                        row.longestGapMs()));
            }
        } finally {
            workers.close();
        }
        return rows;
    }

    private Row measure(Worker worker, OtherNetwork network, BadLink link) throws IOException, InterruptedException {
        double fps = plan.rates().get(0);
        Footage footage = clips.of(plan.sizes().get(0), fps);
        try (Relay relay = new Relay(OtherNetwork.HERE);
                LoopSender sender = new LoopSender("link", footage, fps, plan.media())) {
            if (link.relayed()) {
                sender.connect(worker, relay::throughToHere, relay::throughToThere);
            } else {
                sender.connect(worker);
            }
            sender.awaitReadable(FIRST);
            sleep(plan.warmUpSeconds());
            long begin = System.nanoTime();
            sleep(BEFORE_SECONDS);
            long bad = System.nanoTime();
            link.begin(network, relay);
            sleep(plan.seconds());
            link.end(network, relay);
            long good = System.nanoTime();
            sleep(AFTER_SECONDS);
            long end = System.nanoTime();
            return row(
                    link.toString(),
                    fps,
                    good,
                    sender.between(begin, bad),
                    sender.between(bad, good),
                    sender.between(good, end));
        }
    }

    private static Row row(
            String link, double fps, long goodNanos, List<Sample> before, List<Sample> during, List<Sample> after) {
        double[] loops = LoopSamples.loops(during);
        double usual = Percentiles.of(LoopSamples.loops(before), 0.5);
        List<Double> freezes = LoopSamples.gapsOver(during, FREEZE_MS);
        List<Double> gaps = LoopSamples.gapsOver(during, 0);
        return new Row(
                link,
                during.size(),
                loops.length,
                usual,
                Percentiles.of(loops, 0.5),
                Percentiles.of(loops, 0.95),
                freezes.size(),
                gaps.stream().mapToDouble(Double::doubleValue).max().orElse(0),
                wellAfterMs(after, goodNanos, usual, (int) Math.ceil(fps)));
    }

    /** When the first second begins in which all is well. */
    static Double wellAfterMs(List<Sample> after, long goodNanos, double usualMs, int framesASecond) {
        for (int i = 0; i + framesASecond <= after.size(); i++) {
            List<Sample> second = after.subList(i, i + framesASecond);
            if (second.stream().allMatch(Sample::returned)
                    && Percentiles.of(LoopSamples.loops(second), 0.5) <= WELL * usualMs) {
                return (after.get(i).sentNanos() - goodNanos) / 1e6;
            }
        }
        return null;
    }

    private static void sleep(double seconds) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep((long) (seconds * 1000));
    }
}
