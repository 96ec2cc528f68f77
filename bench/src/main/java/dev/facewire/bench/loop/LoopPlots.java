package dev.facewire.bench.loop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/** Figures as pictures. */
final class LoopPlots {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;

    private LoopPlots() {}

    /** Writes {@code loop.png} and {@code density.png}, where there is something to show. */
    static void write(LoopFigures figures, Path folder) throws IOException {
        if (!figures.compared().isEmpty()) {
            BitmapEncoder.saveBitmap(
                    List.of(
                            bars("There and back, median", "ms", figures.compared(), LoopRow::loopMsP50),
                            bars("… 95th percentile", "ms", figures.compared(), LoopRow::loopMsP95),
                            bars("Worker's processor time a frame", "ms", figures.compared(), LoopRow::cpuMsPerFrame),
                            bars("… besides the swap itself", "ms", figures.compared(), LoopRow::restCpuMsPerFrame)),
                    2,
                    2,
                    folder.resolve("loop.png").toString(),
                    BitmapFormat.PNG);
        }
        if (!figures.density().isEmpty()) {
            BitmapEncoder.saveBitmap(
                    List.of(
                            curve("Loop p95 by sessions", "ms", figures.density(), LoopRow::loopMsP95),
                            curve("Frames a second by sessions", "fps", figures.density(), LoopRow::fpsReturned)),
                    1,
                    2,
                    folder.resolve("density.png").toString(),
                    BitmapFormat.PNG);
        }
    }

    private static CategoryChart bars(String title, String unit, List<LoopRow> rows, ToDoubleFunction<LoopRow> figure) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .yAxisTitle(unit)
                .build();
        chart.getStyler().setYAxisMin(0.0);
        for (Side side : Side.values()) {
            List<String> loads = new ArrayList<>();
            List<Double> values = new ArrayList<>();
            for (LoopRow row : rows) {
                if (row.side() == side) {
                    loads.add(row.size() + "@" + Math.round(row.fps()) + " ×" + row.sessions());
                    values.add(figure.applyAsDouble(row));
                }
            }
            if (!loads.isEmpty()) {
                chart.addSeries(side.toString(), loads, values);
            }
        }
        return chart;
    }

    private static XYChart curve(String title, String unit, List<LoopRow> rows, ToDoubleFunction<LoopRow> figure) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("sessions")
                .yAxisTitle(unit)
                .build();
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setXAxisMin(0.0);
        for (Side side : Side.values()) {
            List<LoopRow> own = rows.stream().filter(row -> row.side() == side).toList();
            if (!own.isEmpty()) {
                chart.addSeries(
                        side.toString(),
                        own.stream().map(row -> (double) row.sessions()).toList(),
                        own.stream().map(figure::applyAsDouble).toList());
            }
        }
        return chart;
    }
}
