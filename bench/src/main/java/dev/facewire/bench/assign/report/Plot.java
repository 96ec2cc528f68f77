package dev.facewire.bench.assign.report;

import dev.facewire.bench.assign.sim.GrowthPoint;
import dev.facewire.bench.assign.sim.SimFigures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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
        List<Integer> sizes =
                simulated.stream().map(one -> one.plan().workers()).toList();
        List<Double> reports =
                simulated.stream().map(SimFigures::heartbeatsPerSecond).toList();
        List<Double> balance =
                simulated.stream().map(one -> one.calm().maxOverMean()).toList();
        List<Integer> measured = growth.stream().map(GrowthPoint::workers).toList();
        List<Double> choice = growth.stream().map(GrowthPoint::choiceMicros).toList();
        List<Double> memory = growth.stream().map(GrowthPoint::sessionsMb).toList();
        List<XYChart> charts = List.of(
                chart("Reports at a gateway", "reports a second", sizes, reports),
                chart("Balance: fullest worker over the mean", "max/mean", sizes, balance),
                chart("A choice among all workers", "µs of the event loop", measured, choice),
                chart("Sessions, 20 a worker, in a gateway's memory", "MB", measured, memory));
        BitmapEncoder.saveBitmap(charts, 2, 2, file.toString(), BitmapFormat.PNG);
    }

    private static XYChart chart(String title, String unit, List<Integer> workers, List<Double> values) {
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
        chart.addSeries(unit, workers, values);
        return chart;
    }
}
