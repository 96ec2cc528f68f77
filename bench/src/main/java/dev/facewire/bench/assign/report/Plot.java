package dev.facewire.bench.assign.report;

import dev.facewire.bench.assign.sim.GrowthPoint;
import dev.facewire.bench.assign.sim.SimFigures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/** How things grow with the number of workers, in one picture. */
public final class Plot {
    private static final int WIDTH = 520;
    private static final int HEIGHT = 340;

    private Plot() {}

    /** Writes a PNG. */
    public static void write(List<SimFigures> simulated, List<GrowthPoint> growth, Path file) throws IOException {
        List<XYChart> charts = List.of(
                chart(
                        "Reports at a gateway",
                        "reports a second",
                        simulated,
                        workers(),
                        SimFigures::heartbeatsPerSecond),
                chart(
                        "Balance: fullest worker over the mean",
                        "max/mean",
                        simulated,
                        workers(),
                        figures -> figures.calm().maxOverMean()),
                chart("A choice among all workers", "µs of the event loop", growth, size(), GrowthPoint::choiceMicros),
                chart("Sessions of 20 a worker in a gateway's memory", "MB", growth, size(), GrowthPoint::sessionsMb));
        BitmapEncoder.saveBitmap(charts, 2, 2, file.toString(), BitmapFormat.PNG);
    }

    private static Function<SimFigures, Number> workers() {
        return figures -> figures.plan().workers();
    }

    private static Function<GrowthPoint, Number> size() {
        return GrowthPoint::workers;
    }

    private static <T> XYChart chart(
            String title, String unit, List<T> rows, Function<T, Number> x, Function<T, Number> y) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("workers")
                .yAxisTitle(unit)
                .build();
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setXAxisMin(0.0);
        chart.addSeries(
                unit, rows.stream().map(x).toList(), rows.stream().map(y).toList());
        return chart;
    }
}
