package dev.facewire.bench.loop;

import dev.facewire.bench.loop.LoopPlan.Load;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** How many sessions a worker holds: one more after the other, until too few of their frames come back. */
final class DensityBench {
    /** In a call more than this is felt. */
    static final double LATEST_MS = 150;
    /** 27 of 30. */
    static final double LEAST_SHARE = 0.9;

    private static final int MOST = 4; // a worker's slots in the benchmark's fleet

    private final LoopPlan plan;
    private final Workers workers;
    private final Clips clips;
    private final Consumer<String> progress;

    /** @param plan its first size and rate are taken */
    DensityBench(LoopPlan plan, Workers workers, Clips clips, Consumer<String> progress) {
        this.plan = plan;
        this.workers = workers;
        this.clips = clips;
        this.progress = progress;
    }

    List<LoopRow> run() throws IOException, InterruptedException {
        List<LoopRow> rows = new ArrayList<>();
        for (Side side : plan.sides()) {
            double fps = plan.rates().get(0);
            Worker worker = workers.start(
                    side, clips.of(plan.sizes().get(0), fps).frames().get(0));
            if (plan.firstSeconds() > 0) {
                Load one = new Load(plan.sizes().get(0), fps, 1);
                Block.measure(worker, clips.of(one.size(), fps), one, plan, plan.firstSeconds());
            }
            for (int count = 1; count <= MOST; count++) {
                Load load = new Load(plan.sizes().get(0), fps, count);
                LoopRow row;
                try {
                    row = Block.row(
                            side,
                            load,
                            List.of(Block.measure(worker, clips.of(load.size(), fps), load, plan, plan.seconds())));
                } catch (IllegalStateException tooMuch) { // no path, or no frame
                    progress.accept(side + ", " + load + ": " + tooMuch.getMessage());
                    break;
                }
                rows.add(row);
                progress.accept(String.format(
                        java.util.Locale.ROOT,
                        "%s, %s: %.1f fps, loop p95 %.0f ms%s",
                        side,
                        load,
                        row.fpsReturned(),
                        row.loopMsP95(),
                        held(row) ? "" : ", too much"));
                if (row.fpsReturned() < LEAST_SHARE * row.fps()) { // later than that it may be: the curve shows it
                    break;
                }
            }
            workers.close();
        }
        return rows;
    }

    static boolean held(LoopRow row) {
        return row.loopMsP95() <= LATEST_MS && row.fpsReturned() >= LEAST_SHARE * row.fps();
    }
}
