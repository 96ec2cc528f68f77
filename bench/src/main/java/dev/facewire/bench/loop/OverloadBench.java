package dev.facewire.bench.loop;

import dev.facewire.bench.assign.Percentiles;
import dev.facewire.bench.loop.LoopPlan.Load;
import dev.facewire.bench.loop.LoopSamples.Sample;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** A worker whose engine takes twice the time that there is: what of frames and delay then? */
final class OverloadBench {
    private final LoopPlan plan;
    private final Workers workers;
    private final Clips clips;
    private final Consumer<String> progress;

    /** @param plan its first size and rate are taken, and its seconds, in one go */
    OverloadBench(LoopPlan plan, Workers workers, Clips clips, Consumer<String> progress) {
        this.plan = plan;
        this.workers = workers;
        this.clips = clips;
        this.progress = progress;
    }

    /**
     * How it went.
     *
     * @param faceMs what a face was made to take, so that half of what is sent can be swapped
     * @param returnedShare of the frames that were sent
     * @param leastOverMost frames of the worst served session over those of the best
     * @param loopMsP50First median loop time of the first fifth
     * @param loopMsP50Last and of the last
     * @param growthMsPerMinute the median of the sessions' growth
     */
    record Figures(
            int sessions,
            double fps,
            double seconds,
            double faceMs,
            double returnedShare,
            double leastOverMost,
            double loopMsP50First,
            double loopMsP50Last,
            double growthMsPerMinute) {}

    Figures run(int sessions, double seconds) throws IOException, InterruptedException {
        double fps = plan.rates().get(0);
        double faceMs = 2 * 1000 / (fps * sessions);
        progress.accept(String.format(
                java.util.Locale.ROOT,
                "%d sessions at %.0f fps, a face takes %.0f ms, for %.0f s",
                sessions,
                fps,
                faceMs,
                seconds));
        Worker worker = workers.swapper(List.of(), faceMs);
        Load load = new Load(plan.sizes().get(0), fps, sessions);
        Block block = Block.measure(worker, clips.of(load.size(), fps), load, plan, seconds);
        workers.close();
        return figures(block, fps, faceMs);
    }

    private static Figures figures(Block block, double fps, double faceMs) {
        List<List<Sample>> all = block.sessions();
        int[] back = all.stream()
                .mapToInt(samples -> LoopSamples.loops(samples).length)
                .toArray();
        int sent = all.stream().mapToInt(List::size).sum();
        int least = java.util.Arrays.stream(back).min().orElseThrow();
        int most = java.util.Arrays.stream(back).max().orElseThrow();
        return new Figures(
                all.size(),
                fps,
                block.seconds(),
                faceMs,
                (double) java.util.Arrays.stream(back).sum() / sent,
                (double) least / Math.max(1, most),
                fifth(all, 0),
                fifth(all, 4),
                Percentiles.of(
                        all.stream().mapToDouble(LoopSamples::growthMsPerMinute).toArray(), 0.5));
    }

    private static double fifth(List<List<Sample>> all, int which) {
        List<Sample> part = all.stream()
                .flatMap(samples ->
                        samples.subList(which * samples.size() / 5, (which + 1) * samples.size() / 5).stream())
                .toList();
        return Percentiles.of(LoopSamples.loops(part), 0.5);
    }
}
