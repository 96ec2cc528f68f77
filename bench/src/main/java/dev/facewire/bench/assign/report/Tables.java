package dev.facewire.bench.assign.report;

import dev.facewire.bench.assign.Balance;
import dev.facewire.bench.assign.bus.BusFigures;
import dev.facewire.bench.assign.bus.BusFigures.Times;
import dev.facewire.bench.assign.bus.BusPlan;
import dev.facewire.bench.assign.sim.GrowthPoint;
import dev.facewire.bench.assign.sim.SimFigures;
import dev.facewire.bench.quality.report.Table;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The figures in Markdown. Pure. */
public final class Tables {
    private Tables() {}

    public static String markdown(AssignFigures figures) {
        StringBuilder out = new StringBuilder("# Assignment and scale\n\n");
        out.append(figures.date()).append(", ").append(figures.machine()).append(".\n");
        if (figures.bus() != null) {
            out.append(bus(figures.bus()));
        }
        if (!figures.simulated().isEmpty()) {
            out.append(simulated(figures.simulated()));
        }
        if (!figures.growth().isEmpty()) {
            out.append(growth(figures.growth()));
        }
        return out.toString();
    }

    private static String bus(BusFigures bus) {
        BusPlan plan = bus.plan();
        Table table = new Table("on the real event bus", "");
        row(
                table,
                "gateways, workers (processes), slots each",
                "%d, %d (%d), %d",
                plan.gateways(),
                plan.workers(),
                plan.workerProcesses(),
                plan.slots());
        row(table, "joins, a second", "%d, %.0f", bus.joins(), plan.rate());
        row(table, "kills -9, SIGSTOPs of a worker process", "%d, %d", plan.kills(), plan.pauses());
        row(table, "sessions that lost their worker", "%d", bus.moves());
        row(table, "assignments by outcome", "%s", outcomes(bus));
        row(table, "assignment while no worker went, p50 / p95 / p99 / max", "%s", times(bus.calmMs()));
        row(table, "the same from when the join was due", "%s", times(bus.calmLateMs()));
        row(table, "assignment over the whole run", "%s", times(bus.wholeMs()));
        row(table, "balance while no worker went", "%s", balance(bus.calm()));
        row(table, "balance over the whole run", "%s", balance(bus.whole()));
        row(
                table,
                "slots over-booked, by gateways' holds / by workers' reports",
                "%d / %d",
                bus.overBooked(),
                bus.overReports());
        row(table, "slots lost (still taken at the end)", "%d", bus.leaked());
        row(table, "reports heard by a gateway", "%.0f a second", bus.heartbeatsPerSecond());
        return "\n" + table.markdown();
    }

    private static String simulated(List<SimFigures> all) {
        Table table = new Table(
                "simulated: workers",
                "sessions",
                "joins a second",
                "joins",
                "moves",
                "not assigned",
                "mean load",
                "max/mean",
                "max/mean p95",
                "over-booked",
                "reports a second");
        for (SimFigures one : all) {
            int assigned = one.outcomes().getOrDefault("assigned", 0);
            int searches =
                    one.outcomes().values().stream().mapToInt(Integer::intValue).sum();
            table.row(List.of(
                    text("%d", one.plan().workers()),
                    text("%d", one.sessions()),
                    text("%.0f", one.plan().rate()),
                    text("%d", one.joins()),
                    text("%d", one.moves()),
                    text("%d", searches - assigned),
                    text("%.1f", one.calm().meanLoad()),
                    text("%.2f", one.calm().maxOverMean()),
                    text("%.2f", one.calm().maxOverMeanP95()),
                    text("%d", one.overBooked()),
                    text("%.0f", one.heartbeatsPerSecond())));
        }
        return "\n" + table.markdown();
    }

    private static String growth(List<GrowthPoint> points) {
        Table table = new Table(
                "one gateway: workers",
                "a report, bytes",
                "a report, µs",
                "a choice, µs",
                "workers in memory, KB",
                "sessions",
                "sessions in memory, MB");
        for (GrowthPoint point : points) {
            table.row(List.of(
                    text("%d", point.workers()),
                    text("%d", point.heartbeatBytes()),
                    text("%.1f", point.heartbeatMicros()),
                    text("%.1f", point.choiceMicros()),
                    text("%.0f", point.viewKb()),
                    text("%d", point.sessions()),
                    text("%.1f", point.sessionsMb())));
        }
        return "\n" + table.markdown();
    }

    private static void row(Table table, String what, String format, Object... values) {
        table.row(List.of(what, text(format, values)));
    }

    private static String outcomes(BusFigures bus) {
        return bus.outcomes().entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String times(Times times) {
        return times.joins() == 0
                ? "not measured: the run was too short"
                : text(
                        "%.1f / %.1f / %.1f / %.1f ms (%d joins)",
                        times.p50(), times.p95(), times.p99(), times.max(), times.joins());
    }

    private static String balance(Balance balance) {
        return balance.samples() == 0
                ? "not measured: the run was too short"
                : text(
                        "max/mean %.2f (p95 %.2f) at a mean of %.1f, %d moments",
                        balance.maxOverMean(), balance.maxOverMeanP95(), balance.meanLoad(), balance.samples());
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
