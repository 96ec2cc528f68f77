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
import dev.facewire.bench.quality.run.Returned;
import dev.facewire.bench.quality.run.Swapper;
import dev.facewire.bench.quality.scene.Stress;
import dev.facewire.bench.quality.scene.StressScenes;
import dev.facewire.client.fault.ClientFault;
import dev.facewire.protocol.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One run of the benchmark, from the clips to the tables. Confined to one thread. */
final class QualityBench {
    private final QualityMain options;
    private final PrintStream progress;
    private final List<PairFigures> pairs = new ArrayList<>();
    private int expected;

    /** @param progress where lines go that are no result */
    QualityBench(QualityMain options, PrintStream progress) {
        this.options = options;
        this.progress = progress;
    }

    /**
     * Finds out beforehand what can't be used, and fetches the identity network.
     *
     * @throws ClientFault with the first thing that is wrong
     */
    void prepare() throws InterruptedException {
        options.clips.stream().map(ClipSpec::parse).forEach(clip -> clip.read(options.size, 1));
        options.faces.stream().map(FaceSpec::parse).forEach(FaceSpec::check);
        makeFolder();
        Identity.open(options, progress).close();
    }

    /** Runs. */
    Summary run() throws InterruptedException {
        List<ClipSpec> clips = options.clips.stream().map(ClipSpec::parse).toList();
        List<FaceSpec> faces = options.faces.stream().map(FaceSpec::parse).toList();
        List<Footage> footage = clips.stream()
                .map(clip -> clip.read(options.size, options.frames))
                .toList();
        makeFolder();
        Identity identity = Identity.open(options, progress);
        try (Observer observer = new Observer();
                Swapper swapper = options.swapper(observer)) {
            List<Photo> photos = photos(faces, observer);
            List<Target> targets = targets(footage, observer, identity.net());
            expected = (int) targets.stream()
                            .flatMap(target -> photos.stream().filter(photo -> !own(target, photo)))
                            .count()
                    * Math.max(1, options.stress().size());
            PairMeter meter = new PairMeter(observer, identity.net(), options.identityEvery);
            StressScenes scenes = new StressScenes(observer.mesh());
            for (Target target : targets) {
                Target other = targets.get((targets.indexOf(target) + 1) % targets.size());
                if (options.stress().isEmpty()) {
                    measure(target, photos, swapper, meter);
                }
                for (Stress stress : options.stress()) {
                    measure(scenes.make(stress, target, other), photos, swapper, meter);
                }
            }
        } finally {
            identity.close();
        }
        Summary summary = new Summary(options.way(), !options.stress().isEmpty(), identity.note(), pairs);
        write(summary);
        return summary;
    }

    private List<Photo> photos(List<FaceSpec> faces, Observer observer) {
        List<Photo> photos = new ArrayList<>();
        try (Photo.Reader reader = new Photo.Reader(observer)) {
            for (FaceSpec face : faces) {
                Photo photo = reader.read(face);
                photo.warnings().forEach(warning -> progress.println("note on " + photo.name() + ": " + warning));
                photos.add(photo);
            }
        }
        return photos;
    }

    private List<Target> targets(List<Footage> footage, Observer observer, IdentityNet identity) {
        List<Target> targets = new ArrayList<>();
        for (Footage clip : footage) {
            Target target = Target.of(clip, observer, identity);
            if (target.withFace() == 0) {
                throw ClientFault.usage("no face is seen in '" + clip.path() + "'");
            }
            targets.add(target);
        }
        return targets;
    }

    /** A person's own face on them would measure nothing. */
    private static boolean own(Target target, Photo photo) {
        return target.footage().path().equals(photo.clip());
    }

    private void measure(Target target, List<Photo> photos, Swapper swapper, PairMeter meter)
            throws InterruptedException {
        for (Photo photo : photos) {
            if (own(target, photo)) {
                continue;
            }
            long begin = System.nanoTime();
            Returned returned = swapper.swap(target, photo);
            PairFigures figures = meter.measure(target, photo, returned);
            pairs.add(figures);
            if (!options.noSheets) {
                sheet(target, photo, returned, figures);
            }
            progress.printf(
                    Locale.ROOT,
                    "[%d/%d] %s < %s: %s, bare %d of %d, %.1f s%n",
                    pairs.size(),
                    expected,
                    target.footage().name(),
                    photo.name(),
                    figures.states(),
                    figures.bareFrames(),
                    figures.faceFrames(),
                    (System.nanoTime() - begin) / 1e9);
        }
    }

    private void makeFolder() {
        try {
            Files.createDirectories(options.output);
        } catch (IOException e) {
            throw ClientFault.usage("'" + options.output + "' can't be written; choose another --output");
        }
    }

    private void sheet(Target target, Photo photo, Returned returned, PairFigures figures) {
        Path file = options.output.resolve(target.footage().name() + "_" + photo.name() + ".png");
        try {
            ContactSheet.write(file, target, photo, returned, figures);
        } catch (IOException e) {
            throw ClientFault.run("'" + file + "' can't be written: " + e.getMessage());
        }
    }

    private void write(Summary summary) {
        try {
            Files.writeString(options.output.resolve("quality.json"), Json.encodePretty(summary) + "\n");
            Files.writeString(
                    options.output.resolve("quality.md"), summary.main().markdown());
        } catch (IOException e) {
            throw ClientFault.run("the figures can't be written into '" + options.output + "': " + e.getMessage());
        }
    }
}
