package dev.facewire.bench.engine;

import dev.facewire.protocol.Json;
import dev.facewire.vision.model.ManifestFile;
import dev.facewire.vision.model.ModelManifest;
import dev.facewire.vision.model.ModelStore;
import dev.facewire.vision.neural.NeuralCost;
import dev.facewire.vision.swap.FaceProcessors;
import dev.facewire.vision.tensor.CudaNatives;
import dev.facewire.vision.tensor.DeviceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of {@code facewire bench engine}. */
@Command(
        name = "facewire bench engine",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Measures what a face costs on a device, from a frame in memory to a frame in memory, without tracking and codecs,",
            "beside the rate of a plain matrix product there. Without --model the neural engine has the true architecture with",
            "random weights. Writes engine.json, engine.md and engine.png."
        })
public final class EngineMain implements Callable<Integer> {
    private static final int USER_ERROR = 2;

    @Option(names = "--engine", defaultValue = "mesh", description = "mesh or neural (default: mesh).")
    String engine;

    @Option(names = "--device", defaultValue = "cpu", description = "cpu or cuda:N (default: cpu).")
    String device;

    @Option(
            names = "--batch",
            split = ",",
            paramLabel = "N",
            description = "Faces at once, 1 to 32 (default: 1,2,4,8,16,32; on a CPU 1).")
    List<Integer> batches = List.of();

    @Option(names = "--model", paramLabel = "NAME", description = "An imported model (default: random weights).")
    String model;

    @Option(
            names = "--models-dir",
            paramLabel = "DIR",
            description = "Where imported models are (default: FACEWIRE_MODELS, or ~/.local/share/facewire/models).")
    Path modelsDir;

    @Option(
            names = "--size",
            defaultValue = "128",
            description = "Of the picture of a network with random weights, 128 or 256 (default: 128).")
    int size;

    @Option(
            names = "--width",
            defaultValue = "128",
            description = "Channels of the first layer of a network with random weights (default: 128, the true one).")
    int width;

    @Option(names = "--seconds", defaultValue = "5", description = "For each size of batch (default: 5).")
    double seconds;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            defaultValue = "engine-output",
            description = "Where figures go (default: ${DEFAULT-VALUE}).")
    Path output;

    public static void main(String[] args) {
        int code = new CommandLine(new EngineMain()).execute(args);
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(code); // PyTorch's threads need not be waited for
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try {
            EngineFigures figures = measure();
            Files.writeString(output.resolve("engine.json"), Json.encodePretty(figures) + "\n");
            Files.writeString(output.resolve("engine.md"), figures.markdown());
            plot(figures);
            System.out.print(figures.markdown());
            return 0;
        } catch (IllegalArgumentException e) {
            System.err.println("facewire bench engine: " + e.getMessage());
            return USER_ERROR;
        }
    }

    private EngineFigures measure() throws IOException, InterruptedException {
        if (!device.equals("cpu")) {
            CudaNatives.prepare();
        }
        List<DeviceSpec> devices = DeviceSpec.parse(device, FaceProcessors::cudaDevices);
        if (devices.size() != 1) {
            throw new IllegalArgumentException("--device takes one, for example cuda:0");
        }
        List<Integer> wanted =
                batches.isEmpty() ? devices.get(0).cuda() ? List.of(1, 2, 4, 8, 16, 32) : List.of(1) : batches;
        if (wanted.stream().anyMatch(batch -> batch < 1 || batch > 32) || !(seconds > 0)) {
            throw new IllegalArgumentException("--batch takes numbers from 1 to 32, --seconds a number above 0");
        }
        Files.createDirectories(output);
        if (engine.equals("mesh")) {
            try (EngineBench bench = new EngineBench(devices.get(0), seconds, EngineMain::progress)) {
                return bench.mesh(wanted);
            }
        }
        if (!engine.equals("neural")) {
            throw new IllegalArgumentException("--engine takes mesh or neural, not '" + engine + "'");
        }
        return neural(devices.get(0), wanted);
    }

    private EngineFigures neural(DeviceSpec spec, List<Integer> wanted) throws IOException, InterruptedException {
        ModelManifest manifest;
        Path network;
        if (model != null) {
            ModelStore store = new ModelStore(modelsDir == null ? ModelStore.defaultFolder() : modelsDir);
            manifest = store.manifest(model);
            network = store.verified(manifest);
        } else {
            if (size != 128 && size != 256) {
                throw new IllegalArgumentException("--size takes 128 or 256");
            }
            manifest = ManifestFile.known().stream()
                    .filter(known -> known.name().equals("reswapper_" + size))
                    .findFirst()
                    .orElseThrow();
            progress("making a network with random weights");
            network = RandomNetwork.make(Path.of(System.getProperty("facewire.home", ".")), output, width);
        }
        double operations =
                NeuralCost.operations(Files.size(network), manifest.input().size());
        try (EngineBench bench = new EngineBench(spec, seconds, EngineMain::progress)) {
            return bench.neural(manifest, network, operations, wanted);
        }
    }

    private void plot(EngineFigures figures) throws IOException {
        List<Integer> faces =
                figures.rows().stream().map(EngineFigures.Row::batch).toList();
        List<XYChart> charts = new ArrayList<>();
        charts.add(chart(
                figures,
                "ms a face",
                faces,
                figures.rows().stream().map(EngineFigures.Row::msAFace).toList()));
        charts.add(chart(
                figures,
                "faces a second",
                faces,
                figures.rows().stream().map(EngineFigures.Row::facesASecond).toList()));
        BitmapEncoder.saveBitmap(
                charts, 1, charts.size(), output.resolve("engine.png").toString(), BitmapFormat.PNG);
    }

    private static XYChart chart(EngineFigures figures, String unit, List<Integer> faces, List<Double> values) {
        XYChart chart = new XYChartBuilder()
                .width(520)
                .height(340)
                .title(figures.engine() + " on " + figures.device())
                .xAxisTitle("faces at once")
                .yAxisTitle(unit)
                .build();
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setXAxisMin(0.0);
        chart.addSeries(unit, faces, values);
        return chart;
    }

    private static void progress(String line) {
        System.err.println("facewire bench engine: " + line);
    }
}
