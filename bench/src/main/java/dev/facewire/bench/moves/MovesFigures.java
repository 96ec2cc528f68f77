package dev.facewire.bench.moves;

import dev.facewire.bench.assign.Percentiles;
import dev.facewire.bench.quality.report.Table;
import java.util.List;
import java.util.Locale;

/**
 * What a run of {@link MovesBench} found.
 *
 * @param quietGapMs the longest time without a fresh frame before anything happened: what the machine itself does
 * @param compared pictures whose face was compared with the one that was sent
 * @param bare how many of them showed it
 * @param lost callers whose call ended early, or who did not get on
 */
record MovesFigures(
        String date,
        String machine,
        int callers,
        double fps,
        double quietGapMs,
        List<Round> rounds,
        long compared,
        long bare,
        int lost) {
    MovesFigures {
        rounds = List.copyOf(rounds);
    }

    String markdown() {
        Table table = new Table("what", "times", "gap ms p50", "p95", "max", "moved", "usable again ms, max");
        for (Trouble trouble : Trouble.values()) {
            List<Round> those =
                    rounds.stream().filter(round -> round.trouble() == trouble).toList();
            if (!those.isEmpty()) {
                table.row(row(trouble, those));
            }
        }
        return String.format(
                        Locale.ROOT,
                        "# People in calls while workers and gateways go%n%n%s, %s. %d callers, 320x240 at %.0f frames a second."
                                + " Longest gap before anything happened: %.0f ms.%n%n",
                        date,
                        machine,
                        callers,
                        fps,
                        quietGapMs)
                + table.markdown()
                + String.format(
                        Locale.ROOT, "%n%d pictures compared, %d bare faces, %d calls lost.%n", compared, bare, lost);
    }

    private static List<String> row(Trouble trouble, List<Round> rounds) {
        double[] gaps = rounds.stream()
                .flatMap(round -> round.gapsMs().stream())
                .mapToDouble(Double::doubleValue)
                .toArray();
        double[] usable = rounds.stream()
                .filter(round -> round.usableAgainMs() != null)
                .mapToDouble(Round::usableAgainMs)
                .toArray();
        return List.of(
                trouble.toString(),
                Integer.toString(rounds.size()),
                number(Percentiles.of(gaps, 0.5)),
                number(Percentiles.of(gaps, 0.95)),
                number(Percentiles.of(gaps, 1)),
                Integer.toString(rounds.stream().mapToInt(Round::moved).sum()),
                usable.length == 0 ? "" : number(Percentiles.of(usable, 1)));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }
}
