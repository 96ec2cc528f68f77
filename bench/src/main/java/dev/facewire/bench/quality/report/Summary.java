package dev.facewire.bench.quality.report;

import dev.facewire.bench.quality.measure.PairFigures;
import dev.facewire.bench.quality.measure.Series;
import dev.facewire.bench.quality.run.Returned;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;

/**
 * All pairs of a run.
 *
 * @param way {@code offline} or {@code live}
 * @param stress scenes made of the clips, and not the clips themselves
 * @param identity which network measured identity, or why none did
 */
public record Summary(String way, boolean stress, String identity, List<PairFigures> pairs) {

    /** For scenes of stress: one line each, with what became of faces and of things before them. */
    public Table sceneTable() {
        Table table = new Table(
                "scene",
                "frames",
                "swapped",
                "face shielded",
                "frame shielded",
                "with a face",
                "bare",
                "most like",
                "covered > 1/4",
                "of these swapped",
                "painted",
                "painted frames");
        for (PairFigures pair : pairs) {
            PairFigures.Occlusion occlusion = pair.occlusion();
            table.row(List.of(
                    pair.clip() + " < " + pair.face(),
                    String.valueOf(pair.frames()),
                    count(pair, Returned.State.SWAPPED),
                    count(pair, Returned.State.FACE_SHIELDED),
                    count(pair, Returned.State.FRAME_SHIELDED),
                    String.valueOf(pair.faceFrames()),
                    String.valueOf(pair.bareFrames()),
                    text("%.3f", pair.bareCosine()),
                    occlusion == null ? "-" : String.valueOf(occlusion.frames()),
                    occlusion == null ? "-" : String.valueOf(occlusion.swapped()),
                    occlusion == null ? "-" : text("%.2f", occlusion.painted()),
                    occlusion == null ? "-" : String.valueOf(occlusion.paintedFrames())));
        }
        return table;
    }

    private static String count(PairFigures pair, Returned.State state) {
        return String.valueOf(pair.states().getOrDefault(state.label(), 0));
    }

    /** One line a pair, then the means. */
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

    /** The table for what was measured. */
    public Table main() {
        return stress ? sceneTable() : table();
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
                text("%.3f", value.apply(pair -> moving(pair.eyes(), PairFigures.Follow::r))),
                text("%.2f", value.apply(pair -> moving(pair.eyes(), PairFigures.Follow::slope))),
                text("%.2f", value.apply(PairFigures::yawError)),
                text("%.2f", value.apply(PairFigures::hf)),
                text("%.2f", value.apply(PairFigures::lf)),
                text("%.2f", value.apply(PairFigures::jitter)),
                text("%.3f", value.apply(PairFigures::untrusted)),
                text("%.1f", value.apply(pair -> (double) pair.bareFrames())),
                text("%.1f", value.apply(Summary::ms)));
    }

    /** Of the engine: the mean, or the worker's own median. */
    private static Double ms(PairFigures pair) {
        if (pair.live() != null) {
            return pair.live().engineMsP50();
        }
        return pair.ms().containsKey("all") ? pair.ms().get("all").mean() : null;
    }

    /** Nothing, where nothing moves that could be followed. */
    private static Double moving(PairFigures.Follow follow, Function<PairFigures.Follow, Double> figure) {
        return follow == null || !follow.moves() ? null : figure.apply(follow);
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
