package dev.facewire.vision.face;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.media.I420Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With scripted networks: who is followed, and when nothing may be shown. */
class FaceTrackerTest {
    private static final long FRAME = 33_333_333;

    private final FaceMesh mesh = FaceMesh.load();
    private final FaceTracker tracker = new FaceTracker(mesh);
    private final I420Frame frame = I420Frame.allocate(640, 480);
    private final List<Double> people = new ArrayList<>(); // where they stand
    private boolean atTheEdge; // somebody is half beyond it
    private boolean blind; // the detector sees nobody
    private int looks;
    private long now;

    private final FaceFinder finder = new FaceFinder() {
        @Override
        public List<List<Detection>> detect(List<I420Frame> pictures, double threshold) {
            looks++;
            return pictures.stream()
                    .map(picture -> blind ? List.<Detection>of() : picture.width() < 640 ? mirrored() : seen())
                    .toList();
        }

        private List<Detection> mirrored() {
            return atTheEdge ? List.of(new Detection(0.5, new Box(45, 40, 85, 80), 55, 50, 75, 50)) : List.of();
        }

        private List<Detection> seen() {
            return people.stream()
                    .map(x -> new Detection(0.9, new Box(x - 50, 190, x + 50, 290), x - 20, 220, x + 20, 220))
                    .toList();
        }

        @Override
        public List<MeshFit> fit(List<Look> all) {
            return all.stream()
                    .map(look -> people.stream()
                            .filter(x -> Math.abs(x - look.region().cx()) < 60)
                            .findFirst()
                            .map(x -> new MeshFit(standing(x), 20))
                            .orElseGet(() -> new MeshFit(standing(look.region().cx()), 0)))
                    .toList();
        }
    };

    private Landmarks standing(double x) {
        double scale = x > 400 ? 9 : 7; // the one on the right is nearer
        double[] points = mesh.points().clone();
        for (int i = 0; i < points.length; i += 3) {
            points[i] = x + scale * points[i];
            points[i + 1] = 240 + scale * points[i + 1];
            points[i + 2] *= scale;
        }
        return new Landmarks(points);
    }

    private List<FaceTrack> next() {
        now += FRAME;
        FaceTracker.track(finder, List.of(new FaceTracker.Step(tracker, frame, now)));
        return tracker.faces();
    }

    private List<FaceTrack> after(int frames) {
        List<FaceTrack> tracks = List.of();
        for (int i = 0; i < frames; i++) {
            tracks = next();
        }
        return tracks;
    }

    @Test
    void aFaceIsFollowedUnderOneNumber() {
        people.add(300.0);
        int id = after(3).get(0).id();
        assertThat(next().get(0).state()).isEqualTo(TrustState.TRUSTED);
        people.set(0, 310.0);
        assertThat(after(20)).singleElement().satisfies(track -> assertThat(track.id())
                .isEqualTo(id));
    }

    @Test
    void theDetectorLooksNowAndThenOnly() {
        people.add(300.0);
        after(1 + 2 * FaceTracker.DETECT_EVERY);
        assertThat(looks).isEqualTo(3);
    }

    @Test
    void theLargestComesFirst() {
        people.addAll(List.of(150.0, 500.0));
        assertThat(after(4)).hasSize(2);
        assertThat(next().get(0).face().centreX()).isGreaterThan(400);
    }

    @Test
    void whoComesLaterIsSeenWithinAFewFrames() {
        people.add(150.0);
        after(4);
        people.add(500.0);
        assertThat(after(FaceTracker.DETECT_EVERY)).hasSize(2);
    }

    @Test
    void whoMovesIntoThePictureIsSeenAtOnce() {
        people.add(150.0);
        after(4);
        people.add(500.0);
        byte[] light = new byte[120];
        Arrays.fill(light, (byte) 200);
        for (int y = 180; y < 300; y++) {
            frame.y().put(y * frame.strideY() + 440, light);
        }
        assertThat(next()).hasSize(2);
    }

    @Test
    void whatMovesWithAFaceIsNoNewcomer() {
        people.add(150.0);
        after(4);
        int before = looks;
        byte[] light = new byte[60];
        Arrays.fill(light, (byte) 200);
        for (int y = 200; y < 280; y++) {
            frame.y().put(y * frame.strideY() + 120, light);
        }
        next();
        assertThat(looks).isEqualTo(before);
    }

    @Test
    void nobodyMeansNobody() {
        assertThat(next()).isEmpty();
        people.add(300.0);
        after(4);
        people.clear();
        assertThat(next()).isEmpty();
    }

    @Test
    void whoIsLostBesideAnotherMayStillBeThereForASecond() {
        people.addAll(List.of(150.0, 500.0));
        after(4);
        people.remove(0);
        assertThat(next()).hasSize(1);
        assertThat(tracker.missing(now)).isTrue();
        after(20);
        assertThat(tracker.missing(now)).as("within a second").isTrue();
        after(12);
        assertThat(tracker.missing(now)).as("after it").isFalse();
    }

    @Test
    void ofTwoThatWereLostBothMustComeBack() {
        people.addAll(List.of(150.0, 500.0));
        after(4);
        List<Double> both = List.copyOf(people);
        people.clear();
        next();
        people.add(both.get(0));
        assertThat(next()).hasSize(1);
        assertThat(tracker.missing(now)).as("the other may be there still").isTrue();
        people.add(both.get(1));
        after(FaceTracker.DETECT_EVERY);
        assertThat(tracker.missing(now)).isFalse();
    }

    @Test
    void aNewcomerElsewhereIsNotTheOneWhoWasLost() {
        people.add(150.0);
        after(4);
        people.set(0, 500.0);
        assertThat(after(2)).hasSize(1);
        assertThat(tracker.missing(now)).isTrue();
    }

    @Test
    void aFaceThatTheDetectorDoesNotSeeIsDoubted() {
        people.add(300.0);
        assertThat(after(4).get(0).state()).isEqualTo(TrustState.TRUSTED);
        blind = true;
        assertThat(after(FaceTracker.DETECT_EVERY + 1).get(0).state()).isEqualTo(TrustState.SUSPECT);
    }

    @Test
    void aCrowdIsTooMuch() {
        people.addAll(List.of(60.0, 170.0, 280.0, 390.0, 520.0));
        assertThat(after(3)).isEmpty();
    }

    @Test
    void whoIsHalfBeyondTheEdgeIsCoveredThoughNobodyCanBeFollowedThere() {
        people.add(200.0);
        after(5);
        assertThat(tracker.unclear()).isEmpty();
        atTheEdge = true;
        for (int y = 100; y < 300; y++) { // something comes in on the right
            for (int x = 580; x < 640; x++) {
                frame.y().put(y * frame.strideY() + x, (byte) 180);
            }
        }
        next();
        assertThat(tracker.unclear()).singleElement().satisfies(box -> {
            assertThat(box.centreX()).isEqualTo(640);
            assertThat(box.width()).isBetween(100.0, 200.0);
        });
        after(40);
        assertThat(tracker.unclear()).as("it stays, though nothing moves").hasSize(1);
        atTheEdge = false;
        next();
        assertThat(tracker.unclear()).isEmpty();
    }
}
