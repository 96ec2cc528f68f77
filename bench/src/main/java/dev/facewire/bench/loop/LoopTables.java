package dev.facewire.bench.loop;

import dev.facewire.bench.assign.Percentiles;
import dev.facewire.bench.loop.FirstFrame.Parts;
import dev.facewire.bench.quality.report.Table;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Figures as Markdown. Pure. */
final class LoopTables {
    private LoopTables() {}

    static String markdown(LoopFigures figures) {
        StringBuilder out = new StringBuilder("# There and back: the loop\n\n")
                .append(figures.date())
                .append(", ")
                .append(figures.machine())
                .append(".\n");
        figures.leftOut()
                .forEach(line -> out.append("\nLeft out: ").append(line).append('\n'));
        if (!figures.compared().isEmpty()) {
            section(out, "Side by side", rows(figures.compared()));
            section(out, "Processor time a frame, ms, by the worker's threads", threads(figures.compared()));
        }
        if (!figures.density().isEmpty()) {
            section(out, "Sessions on one worker", rows(figures.density()));
        }
        if (figures.firstFrame() != null) {
            section(out, "Until the first swapped frame, ms, medians", firstFrame(figures.firstFrame()));
        }
        if (figures.overload() != null) {
            section(out, "Twice as much as the engine can do", overload(figures.overload()));
        }
        if (!figures.links().isEmpty()) {
            section(out, "Bad links", links(figures.links()));
        }
        return out.toString();
    }

    private static void section(StringBuilder out, String title, String table) {
        out.append("\n## ").append(title).append("\n\n").append(table);
    }

    private static String rows(List<LoopRow> rows) {
        Table table = new Table(
                "load",
                "",
                "back",
                "fps",
                "loop p50",
                "p95",
                "p99",
                "engine p50",
                "CPU a frame",
                "swap",
                "rest",
                "RSS MB",
                "growth ms/min",
                "PSNR");
        for (LoopRow row : rows) {
            table.row(List.of(
                    String.format(Locale.ROOT, "%s, %.0f fps, %d", row.size(), row.fps(), row.sessions()),
                    row.side().toString(),
                    row.returned() + " of " + row.sent(),
                    number(row.fpsReturned(), 1),
                    number(row.loopMsP50(), 1),
                    number(row.loopMsP95(), 1),
                    number(row.loopMsP99(), 1),
                    row.side() == Side.ECHO ? "" : number(row.engineMsP50(), 1),
                    number(row.cpuMsPerFrame(), 1),
                    row.side() == Side.ECHO ? "" : number(row.swapCpuMsPerFrame(), 1),
                    number(row.restCpuMsPerFrame(), 1),
                    number(row.rssMb(), 0),
                    number(row.growthMsPerMinute(), 1),
                    row.side() == Side.ECHO ? number(row.psnr(), 1) : ""));
        }
        return table.markdown();
    }

    private static String threads(List<LoopRow> rows) {
        Table table = new Table("load", "", "threads");
        for (LoopRow row : rows) {
            table.row(List.of(
                    String.format(Locale.ROOT, "%s, %.0f fps, %d", row.size(), row.fps(), row.sessions()),
                    row.side().toString(),
                    row.threadCpuMsPerFrame().entrySet().stream()
                            .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                            .limit(9)
                            .map(entry -> entry.getKey() + " " + number(entry.getValue(), 2))
                            .collect(Collectors.joining(", "))));
        }
        return table.markdown();
    }

    private static String firstFrame(FirstFrameBench.Figures figures) {
        Table table = new Table(
                "worker",
                "sessions",
                "offer",
                "assignment",
                "answer",
                "ICE, DTLS",
                "first frame",
                "trust",
                "all",
                "worst");
        for (boolean warm : new boolean[] {false, true}) {
            List<Parts> all = warm ? figures.warm() : figures.cold();
            table.row(List.of(
                    warm ? "warm" : "just started",
                    Integer.toString(all.size()),
                    median(all, Parts::offerMs),
                    median(all, Parts::assignmentMs),
                    median(all, Parts::answerMs),
                    median(all, Parts::connectMs),
                    median(all, Parts::firstFrameMs),
                    median(all, Parts::trustMs),
                    median(all, Parts::allMs),
                    number(all.stream().mapToDouble(Parts::allMs).max().orElse(0), 0)));
        }
        return table.markdown();
    }

    private static String median(List<Parts> all, ToDoubleFunction<Parts> part) {
        return number(Percentiles.of(all.stream().mapToDouble(part).toArray(), 0.5), 0);
    }

    private static String overload(OverloadBench.Figures figures) {
        Table table = new Table(
                "sessions, fps",
                "seconds",
                "a face takes ms",
                "came back",
                "worst served / best",
                "loop p50 of the first fifth",
                "of the last",
                "growth ms/min");
        table.row(List.of(
                figures.sessions() + ", " + number(figures.fps(), 0),
                number(figures.seconds(), 0),
                number(figures.faceMs(), 0),
                number(100 * figures.returnedShare(), 0) + " %",
                number(figures.leastOverMost(), 2),
                number(figures.loopMsP50First(), 0),
                number(figures.loopMsP50Last(), 0),
                number(figures.growthMsPerMinute(), 1)));
        return table.markdown();
    }

    private static String links(List<LinkBench.Row> rows) {
        Table table = new Table(
                "link",
                "back",
                "loop p50 before",
                "p50",
                "p95",
                "over 200 ms without a frame",
                "longest ms",
                "well again after ms");
        for (LinkBench.Row row : rows) {
            table.row(List.of(
                    row.link(),
                    row.returned() + " of " + row.sent(),
                    number(row.loopMsP50Before(), 0),
                    number(row.loopMsP50(), 0),
                    number(row.loopMsP95(), 0),
                    Integer.toString(row.freezes()),
                    number(row.longestGapMs(), 0),
                    row.wellAfterMs() == null ? "not" : number(row.wellAfterMs(), 0)));
        }
        return table.markdown();
    }

    private static String number(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
