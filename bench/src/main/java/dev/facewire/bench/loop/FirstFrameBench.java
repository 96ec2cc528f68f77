package dev.facewire.bench.loop;

import dev.facewire.bench.loop.FirstFrame.Parts;
import dev.facewire.bench.quality.clip.Footage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From the wish for a session to the first swapped frame: on a worker that has just started, and on one that has served before. */
final class FirstFrameBench {
    private static final Pattern SUM = Pattern.compile("(?m)^facewire_assignment_seconds_sum\\S* ([\\d.E-]+)$");
    private static final Duration AT_MOST = Duration.ofSeconds(30);

    private final Workers workers;
    private final Clips clips;
    private final LoopPlan plan;
    private final Consumer<String> progress;

    FirstFrameBench(LoopPlan plan, Workers workers, Clips clips, Consumer<String> progress) {
        this.plan = plan;
        this.workers = workers;
        this.clips = clips;
        this.progress = progress;
    }

    /** Each session by itself, in ms. */
    record Figures(List<Parts> cold, List<Parts> warm) {
        Figures {
            cold = List.copyOf(cold);
            warm = List.copyOf(warm);
        }
    }

    Figures run() throws IOException, InterruptedException {
        List<Parts> cold = new ArrayList<>();
        List<Parts> warm = new ArrayList<>();
        Footage footage = clips.of(plan.sizes().get(0), plan.rates().get(0));
        progress.accept("warming the sender up"); // WebRTC's start in it is no part of a session
        session(workers.echo(), footage);
        workers.close();
        for (int round = 0; round < plan.rounds(); round++) {
            GatewayWorker worker = workers.facewire();
            cold.add(assigned(worker, footage));
            for (int i = 0; i < 5; i++) {
                warm.add(assigned(worker, footage));
            }
            workers.close();
            progress.accept(String.format(
                    java.util.Locale.ROOT,
                    "first frame: cold %.0f ms, warm %.0f ms",
                    cold.get(round).allMs(),
                    warm.get(warm.size() - 1).allMs()));
        }
        return new Figures(cold, warm);
    }

    private Parts assigned(GatewayWorker worker, Footage footage) throws IOException, InterruptedException {
        double before = assignmentMs(worker);
        Parts parts = session(worker, footage);
        return parts.assigned(assignmentMs(worker) - before);
    }

    private Parts session(Worker worker, Footage footage) throws IOException, InterruptedException {
        Parts parts;
        try (LoopSender sender = new LoopSender("first", footage, plan.rates().get(0), plan.media())) {
            sender.connect(worker).awaitReadable(AT_MOST);
            parts = sender.parts();
        }
        TimeUnit.SECONDS.sleep(1); // until the worker has put everything away
        return parts;
    }

    private static double assignmentMs(GatewayWorker worker) throws IOException, InterruptedException {
        Matcher sum = SUM.matcher(worker.metrics());
        return sum.find() ? 1000 * Double.parseDouble(sum.group(1)) : 0;
    }
}
