package dev.facewire.bench.quality.report;

import dev.facewire.bench.quality.measure.PairFigures;
import dev.facewire.bench.quality.measure.Series;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;

/**
 * All pairs of a run.
 *
 * @param way {@code offline} or {@code live}
 * @param identity which network measured identity, or why none did
 */
public record Summary(String way, String size, int framesEach, String identity, List<PairFigures> pairs) {

    /** One line a pair, then means and the worst of each column. */
    public Table table() {
        Table table = new Table(
                "pair", "src", "p5", "tgt", "p95", "max", "wins", "mouth r", "slope", "eyes r", "slope", "yaw", "hf",
                "lf", "jit", "untr", "bare", "ms");
        for (PairFigures pair : pairs) {
            table.row(columns(pair.clip() + " < " + pair.face(), column -> column.apply(pair)));
        }
        table.row(columns("mean", column -> mean(column)));
        return table;
    }

    private interface Column extends Function<PairFigures, Double> {}

    private static List<String> columns(String name, Function<Column, Double> value) {
        return List.of(
                name,
                text(
                        "%.3f",
                        value.apply(pair -> pair.cosSource() == null
                                ? null
                                : pair.cosSource().mean())),
                text(
                        "%.3f",
                        value.apply(pair -> pair.cosSource() == null
                                ? null
                                : pair.cosSource().p5())),
                text(
                        "%.3f",
                        value.apply(pair -> pair.cosTarget() == null
                                ? null
                                : pair.cosTarget().mean())),
                text(
                        "%.3f",
                        value.apply(pair -> pair.cosTarget() == null
                                ? null
                                : pair.cosTarget().p95())),
                text(
                        "%.3f",
                        value.apply(pair -> pair.cosTarget() == null
                                ? null
                                : pair.cosTarget().max())),
                text("%.3f", value.apply(PairFigures::wins)),
                text(
                        "%.3f",
                        value.apply(pair ->
                                pair.mouth() == null ? null : pair.mouth().r())),
                text(
                        "%.2f",
                        value.apply(pair ->
                                pair.mouth() == null ? null : pair.mouth().slope())),
                text(
                        "%.3f",
                        value.apply(
                                pair -> pair.eyes() == null ? null : pair.eyes().r())),
                text(
                        "%.2f",
                        value.apply(
                                pair -> pair.eyes() == null ? null : pair.eyes().slope())),
                text("%.2f", value.apply(PairFigures::yawError)),
                text("%.2f", value.apply(PairFigures::hf)),
                text("%.2f", value.apply(PairFigures::lf)),
                text("%.2f", value.apply(PairFigures::jitter)),
                text("%.3f", value.apply(PairFigures::untrusted)),
                text("%.1f", value.apply(pair -> (double) pair.bareFrames())),
                text(
                        "%.1f",
                        value.apply(pair -> pair.ms().containsKey("all")
                                ? pair.ms().get("all").mean()
                                : null)));
    }

    private Double mean(Column column) {
        return PairFigures.figure(Series.mean(pairs.stream()
                .map(column)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray()));
    }

    private static String text(String format, Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, format, value);
    }
}
