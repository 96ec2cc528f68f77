package dev.facewire.bench.loop;

import dev.facewire.bench.loop.LoopPlan.Load;
import dev.facewire.client.picture.Rgb;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import javax.imageio.ImageIO;

/** All sides under all loads, in turns, so that what else the machine does meets all alike. */
final class CompareBench {
    private final LoopPlan plan;
    private final Workers workers;
    private final Clips clips;
    private final Path pictures;
    private final Consumer<String> progress;

    /** @param pictures a folder for one picture that came back from each side */
    CompareBench(LoopPlan plan, Workers workers, Clips clips, Path pictures, Consumer<String> progress) {
        this.plan = plan;
        this.workers = workers;
        this.clips = clips;
        this.pictures = pictures;
        this.progress = progress;
    }

    List<LoopRow> run() throws IOException, InterruptedException {
        Map<Side, Worker> started = new EnumMap<>(Side.class);
        for (Side side : plan.sides()) {
            progress.accept("starting " + side);
            started.put(
                    side,
                    workers.start(
                            side,
                            clips.of(plan.sizes().get(0), plan.rates().get(0))
                                    .frames()
                                    .get(0)));
        }
        if (plan.firstSeconds() > 0) {
            for (Side side : plan.sides()) {
                progress.accept("warming up: " + side);
                measure(started.get(side), loads().get(0), plan.firstSeconds());
            }
        }
        Map<Load, Map<Side, List<Block>>> blocks = new LinkedHashMap<>();
        for (int round = 0; round < plan.rounds(); round++) {
            for (Load load : loads()) {
                for (int i = 0; i < plan.sides().size(); i++) {
                    Side side = plan.sides().get((i + round) % plan.sides().size());
                    Block block = measure(started.get(side), load, plan.seconds());
                    blocks.computeIfAbsent(load, key -> new EnumMap<>(Side.class))
                            .computeIfAbsent(side, key -> new ArrayList<>())
                            .add(block);
                    if (round == 0) {
                        ImageIO.write(
                                Rgb.image(block.picture()),
                                "png",
                                pictures.resolve(side.name().toLowerCase(Locale.ROOT) + "-" + load.size() + ".png")
                                        .toFile());
                    }
                    LoopRow row = Block.row(side, load, List.of(block));
                    progress.accept(String.format(
                            Locale.ROOT,
                            "round %d, %s, %s: %d of %d back, loop p50 %.0f ms",
                            round + 1,
                            load,
                            side,
                            row.returned(),
                            row.sent(),
                            row.loopMsP50()));
                }
            }
        }
        workers.close();
        List<LoopRow> rows = new ArrayList<>();
        blocks.forEach((load, sides) -> sides.forEach((side, measured) -> rows.add(Block.row(side, load, measured))));
        return rows;
    }

    private Block measure(Worker worker, Load load, double seconds) throws IOException, InterruptedException {
        return Block.measure(worker, clips.of(load.size(), load.fps()), load, plan, seconds);
    }

    private List<Load> loads() {
        List<Load> loads = new ArrayList<>();
        plan.sizes().forEach(size -> plan.rates()
                .forEach(fps -> plan.sessions().forEach(count -> loads.add(new Load(size, fps, count)))));
        return loads;
    }
}
