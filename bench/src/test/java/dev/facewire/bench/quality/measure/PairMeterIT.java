package dev.facewire.bench.quality.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.bench.quality.clip.ClipSpec;
import dev.facewire.bench.quality.clip.FaceSpec;
import dev.facewire.bench.quality.clip.Photo;
import dev.facewire.bench.quality.run.Returned;
import dev.facewire.bench.quality.run.Returned.State;
import dev.facewire.bench.quality.scene.Stress;
import dev.facewire.bench.quality.scene.StressScenes;
import dev.facewire.client.picture.FrameSize;
import dev.facewire.media.I420Frame;
import dev.facewire.vision.shield.Mosaic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Engines that let the real face out are found out; ones that don't are not blamed. */
class PairMeterIT {
    private static final Path DEMO = Path.of(System.getProperty("facewire.home"), "demo");
    private static Observer observer;
    private static Target clip;
    private static Photo photo;
    private static PairMeter meter;

    @BeforeAll
    static void see() {
        observer = new Observer();
        clip = Target.of(new ClipSpec(DEMO.resolve("clip.mp4"), 0).read(new FrameSize(320, 240), 12), observer, null);
        try (Photo.Reader reader = new Photo.Reader(observer)) {
            photo = reader.read(FaceSpec.parse(DEMO.resolve("face.jpg").toString()));
        }
        meter = new PairMeter(observer, null, 3);
    }

    @AfterAll
    static void end() {
        observer.close();
    }

    /** An engine that does this to every frame and says that it swapped it. */
    private static Returned engine(Target target, Consumer<I420Frame> work) {
        List<Returned.Frame> frames = new ArrayList<>();
        for (I420Frame sent : target.footage().frames()) {
            I420Frame frame = Faces.copy(sent);
            work.accept(frame);
            frames.add(new Returned.Frame(frame, State.SWAPPED, true));
        }
        return new Returned(frames, Map.of(), 0, null);
    }

    @Test
    void anEngineThatPassesFramesThroughIsBareInEach() {
        PairFigures figures = meter.measure(clip, photo, engine(clip, frame -> {}));
        assertThat(figures.faceFrames()).isEqualTo(12);
        assertThat(figures.bareFrames()).isEqualTo(12);
        assertThat(figures.mouth().r()).isEqualTo(1);
        assertThat(figures.mouth().slope()).isEqualTo(1);
        assertThat(figures.eyes().slope()).isEqualTo(1);
        assertThat(figures.yawError()).isZero();
        assertThat(figures.jitter()).isEqualTo(figures.jitterSent());
        assertThat(figures.hf()).isEqualTo(1);
        assertThat(figures.lf()).isEqualTo(1);
    }

    @Test
    void onlyEveryThirdFrameShown() {
        int[] count = new int[1];
        PairFigures figures = meter.measure(clip, photo, engine(clip, frame -> {
            if (count[0]++ % 3 != 0) {
                Mosaic.whole(frame, 1);
            }
        }));
        assertThat(figures.bareAt()).containsExactly(0, 3, 6, 9);
    }

    @Test
    void anEngineThatLetsTheFaceOutWhileItLeavesIsBareAsLongAsSomebodyIsThere() {
        Target scene = new StressScenes(observer.mesh()).make(Stress.EXIT_LEFT, clip, clip);
        PairFigures figures = meter.measure(scene, photo, engine(scene, frame -> {}));
        assertThat(figures.frames()).isEqualTo(120);
        assertThat(figures.faceFrames()).isBetween(60, 110);
        assertThat(figures.bareFrames()).isEqualTo(figures.faceFrames());
        PairFigures shielded = meter.measure(scene, photo, engine(scene, frame -> Mosaic.whole(frame, 1)));
        assertThat(shielded.bareFrames()).isZero();
    }

    @Test
    void whoComesInBareIsFoundThoughTheFirstOneIsCovered() {
        Target scene = new StressScenes(observer.mesh()).make(Stress.SECOND_PERSON, clip, clip);
        int[] index = new int[1];
        PairFigures figures = meter.measure(scene, photo, engine(scene, frame -> {
            Mosaic.face(frame, scene.truth(index[0]++).faces().get(0).box(), 1);
        }));
        assertThat(figures.faceFrames()).isEqualTo(120);
        assertThat(figures.bareFrames()).isBetween(40, 110);
    }

    @Test
    void paintOverAHandIsFoundAndAHandLeftAloneIsNone() {
        Target scene = new StressScenes(observer.mesh()).make(Stress.HAND_UP, clip, clip);
        PairFigures left = meter.measure(scene, photo, engine(scene, frame -> {}));
        assertThat(left.occlusion().frames()).isBetween(20, 80);
        assertThat(left.occlusion().painted()).isZero();
        PairFigures painted = meter.measure(scene, photo, engine(scene, PairMeterIT::brighten));
        assertThat(painted.occlusion().painted()).isGreaterThan(0.9);
        assertThat(painted.occlusion().paintedFrames())
                .isEqualTo(painted.occlusion().frames());
    }

    private static void brighten(I420Frame frame) {
        for (int i = 0; i < frame.y().capacity(); i++) {
            frame.y().put(i, (byte) Math.min(235, (frame.y().get(i) & 0xff) + 20));
        }
    }
}
