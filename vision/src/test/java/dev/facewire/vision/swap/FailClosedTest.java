package dev.facewire.vision.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.facewire.media.I420Frame;
import dev.facewire.protocol.session.FaceSelection;
import dev.facewire.protocol.session.OnLost;
import dev.facewire.protocol.session.OptionsPatch;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.vision.face.Box;
import dev.facewire.vision.swap.FrameOutcome.Verdict;
import dev.facewire.vision.swap.Stage.Mesh;
import dev.facewire.vision.swap.Stage.Person;
import dev.facewire.vision.swap.Stage.Shown;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever goes wrong on a frame's way, the face in it does not go out. */
class FailClosedTest {
    private static final SessionOptions SHIELD = options(OnLost.SHIELD, FaceSelection.LARGEST);
    /** A mosaic of noise correlates with it by one over a cell's side. */
    private static final double COVERED = 0.3;

    private final Stage stage = new Stage();
    private final FaceSession session = stage.open();

    private static SessionOptions options(OnLost onLost, FaceSelection faces) {
        return new OptionsPatch(null, faces, onLost, null, null, false, null, null).applyTo(SessionOptions.DEFAULTS);
    }

    private static SessionOptions onLost(OnLost onLost) {
        return options(onLost, FaceSelection.LARGEST);
    }

    private Shown show() {
        return stage.show(session, SHIELD);
    }

    private Person trusted(double x, double y) {
        Person person = stage.person(x, y);
        for (int i = 0; i < 8; i++) {
            show();
        }
        assertThat(show().verdict()).isEqualTo(Verdict.SWAPPED);
        return person;
    }

    private static void assertShielded(Shown shown, boolean fault) {
        assertThat(shown.outcome()).isEqualTo(new FrameOutcome(Verdict.FRAME_SHIELDED, 0, fault));
        assertThat(shown.bare()).as("the whole picture").isLessThan(COVERED);
    }

    private static void assertCovered(Shown shown, Person person) {
        assertThat(shown.verdict()).isNotIn(Verdict.SWAPPED, Verdict.PASSED);
        assertThat(shown.bare(person.box())).as("the face").isLessThan(COVERED);
    }

    // --- trust ---

    @Test
    void theFirstTwoFramesOfAFaceAreCovered() {
        Person person = stage.person(160, 120);
        for (int i = 0; i < 2; i++) {
            Shown shown = show();
            assertThat(shown.outcome()).isEqualTo(new FrameOutcome(Verdict.FACE_SHIELDED, 0, false));
            assertCovered(shown, person);
            assertThat(shown.bare(new Box(0, 0, 60, 240))).as("beside the face").isGreaterThan(0.99);
        }
        Shown third = show();
        assertThat(third.outcome()).isEqualTo(new FrameOutcome(Verdict.SWAPPED, 1, false));
        assertThat(third.bare(person.box())).isLessThan(COVERED);
    }

    @Test
    void aFacesShieldFadesOverThreeGoodFrames() {
        Person person = stage.person(160, 120);
        Box box = person.box();
        Box beside = new Box(box.x0() - 8, box.y0(), box.x0() - 1, box.y1()); // the mosaic's margin
        show();
        assertThat(show().contrast(beside)).isLessThan(0.2);
        for (double contrast : new double[] {0.25, 0.5, 0.75, 1, 1}) {
            Shown shown = show();
            assertThat(shown.verdict()).isEqualTo(Verdict.SWAPPED);
            assertThat(shown.contrast(beside)).isCloseTo(contrast, within(0.07));
            assertThat(shown.bare(box)).as("the face itself").isLessThan(COVERED);
        }
    }

    @Test
    void thePicturesShieldFadesOverThreeFramesAndTheFaceStaysCovered() {
        assertShielded(show(), false); // nobody yet
        Person person = stage.person(160, 120);
        Box far = new Box(0, 0, 60, 240);
        for (double contrast : new double[] {0.25, 0.5, 0.75, 1}) {
            Shown shown = show();
            assertThat(shown.contrast(far)).isCloseTo(contrast, within(0.07));
            assertThat(shown.bare(person.box())).isLessThan(COVERED);
        }
    }

    @Test
    void aDoubtfulFaceIsCoveredAtOnceAndTillItWasFineThreeTimes() {
        Person person = trusted(160, 120);
        person.mesh = Mesh.UNSURE;
        assertCovered(show(), person);
        person.mesh = Mesh.SURE;
        assertCovered(show(), person);
        assertCovered(show(), person);
        assertThat(show().verdict()).isEqualTo(Verdict.SWAPPED);
    }

    @Test
    void aFaceThatMovesTooFarInAFrameIsCoveredWhereItIs() {
        Person person = trusted(130, 120);
        person.x += 25; // 0.8 eye distances
        assertCovered(show(), person);
    }

    @ParameterizedTest
    @EnumSource(names = {"NOTHING", "NO_NUMBERS", "NO_PRESENCE", "COLLAPSED", "HUGE"})
    void whereTheMeshMakesNoSenseThePictureIsCovered(Mesh nonsense) {
        Person person = trusted(160, 120);
        person.mesh = nonsense;
        for (int i = 0; i < 4; i++) {
            assertShielded(show(), false);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NOTHING", "NO_NUMBERS", "NO_PRESENCE", "COLLAPSED", "HUGE"})
    void soItIsWhereTheMeshNeverMadeSense(Mesh nonsense) {
        stage.person(160, 120).mesh = nonsense;
        for (int i = 0; i < 4; i++) {
            assertThat(show().bare(stage.people.get(0).box())).isLessThan(COVERED);
        }
    }

    @Test
    void aFaceThatIsGoneCoversThePicture() {
        trusted(160, 120);
        stage.people.clear();
        for (int i = 0; i < 40; i++) {
            assertShielded(show(), false);
        }
    }

    // --- several people ---

    @Test
    void whoIsNotWantedIsCovered() {
        Person left = stage.person(90, 120);
        Person right = stage.person(230, 120);
        Shown shown = show();
        for (int i = 0; i < 6; i++) {
            shown = show();
        }
        assertThat(shown.outcome()).isEqualTo(new FrameOutcome(Verdict.FACE_SHIELDED, 1, false));
        assertThat(shown.bare(left.box())).isLessThan(COVERED);
        assertThat(shown.bare(right.box())).isLessThan(COVERED);
        shown = stage.show(session, options(OnLost.SHIELD, FaceSelection.ALL));
        assertThat(shown.outcome()).isEqualTo(new FrameOutcome(Verdict.SWAPPED, 2, false));
        assertThat(Math.max(shown.bare(left.box()), shown.bare(right.box()))).isLessThan(COVERED);
    }

    @Test
    void whoIsLostBesideATrustedFaceMayBeThereStill() {
        Person gone = stage.person(90, 120);
        trustedPair();
        stage.people.remove(gone);
        for (int i = 0; i < 29; i++) {
            assertShielded(show(), false);
        }
    }

    private void trustedPair() {
        stage.person(230, 120);
        for (int i = 0; i < 8; i++) {
            show();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NOTHING", "NO_NUMBERS", "NO_PRESENCE", "COLLAPSED", "HUGE"})
    void whomTheDetectorSeesIsCoveredThoughTheMeshDoesNotFit(Mesh nonsense) {
        Person unclear = stage.person(90, 120);
        unclear.mesh = nonsense;
        stage.person(230, 120);
        for (int i = 0; i < 20; i++) {
            assertCovered(show(), unclear);
        }
    }

    @Test
    void aCrowdCoversThePicture() {
        for (int i = 0; i < 5; i++) {
            stage.person(40 + 60 * i, i % 2 == 0 ? 60 : 180);
        }
        for (int i = 0; i < 5; i++) {
            assertShielded(show(), false);
        }
    }

    @Test
    void aFifthFaceBesideFourThatAreFollowedCoversThePicture() {
        for (int i = 0; i < 4; i++) {
            stage.person(40 + 60 * i, i % 2 == 0 ? 60 : 180);
        }
        show();
        stage.people.get(0).detected = false; // the detector sees four all the same
        stage.person(280, 60);
        Shown shown = show();
        for (int i = 0; i < 15; i++) { // until it has looked again
            shown = show();
        }
        assertThat(shown.bare(stage.people.get(4).box())).isLessThan(COVERED);
    }

    // --- faults ---

    @Test
    void anEngineThatFailsForOneSessionCostsTheOthersNothing() {
        FaceSession ill = stage.open();
        FaceSession well = stage.open();
        Person person = stage.person(160, 120);
        for (int i = 0; i < 8; i++) {
            stage.show(List.of(ill, well), SHIELD);
        }
        Set<I420Frame> broken = Collections.newSetFromMap(new IdentityHashMap<>());
        stage.engineTrouble = job -> {
            if (broken.isEmpty()) {
                broken.add(job.frame()); // the first session's
            }
            if (broken.contains(job.frame())) {
                throw new IllegalStateException("on purpose");
            }
        };
        List<Shown> shown = stage.show(List.of(ill, well, session), SHIELD); // the last one is new
        assertShielded(shown.get(0), true);
        assertThat(shown.get(1).outcome()).isEqualTo(new FrameOutcome(Verdict.SWAPPED, 1, false));
        assertThat(shown.get(1).bare(person.box())).isLessThan(COVERED);
        assertThat(shown.get(2).outcome()).isEqualTo(new FrameOutcome(Verdict.FACE_SHIELDED, 0, false));
        assertCovered(shown.get(2), person);
    }

    @ParameterizedTest
    @EnumSource(OnLost.class)
    void anEngineThatAlwaysFailsCoversThePictureWhateverWasAskedFor(OnLost onLost) {
        trusted(160, 120);
        for (Throwable trouble : List.of(
                new IllegalStateException("on purpose"),
                new OutOfMemoryError("on purpose"),
                new UnsatisfiedLinkError("on purpose"),
                new StackOverflowError())) {
            stage.engineTrouble = job -> sneak(trouble);
            assertShielded(stage.show(session, onLost(onLost)), true);
        }
        stage.engineTrouble = job -> {};
        assertThat(show().verdict()).isEqualTo(Verdict.SWAPPED);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable any) throws T {
        throw (T) any;
    }

    @Test
    void whatAnEngineHasHalfDoneDoesNotGoOut() {
        trusted(160, 120);
        stage.engineTrouble = job -> {
            Box box = job.face().box();
            Stage.paint(job.frame(), new Box(box.x0(), box.y0(), box.centreX(), box.y1()));
            throw new IllegalStateException("on purpose");
        };
        assertShielded(show(), true);
    }

    @ParameterizedTest
    @EnumSource(OnLost.class)
    void networksThatFailCoverThePictureWhateverWasAskedFor(OnLost onLost) {
        trusted(160, 120);
        stage.inFit = new AssertionError("on purpose");
        assertShielded(stage.show(session, onLost(onLost)), true);
        stage.inFit = null;
        stage.inDetect = new OutOfMemoryError("on purpose");
        stage.people.get(0).x += 70; // so that the detector is asked
        assertShielded(stage.show(session, onLost(onLost)), true);
        stage.inDetect = null;
        assertCovered(show(), stage.people.get(0));
        show();
        assertThat(show().verdict()).isEqualTo(Verdict.SWAPPED);
    }

    @Test
    void aFrameThatFailedHalfwayDoesNotSpoilTheNext() {
        Person left = stage.person(90, 120);
        Person right = stage.person(230, 120);
        show();
        left.mesh = Mesh.NOTHING;
        right.mesh = Mesh.NO_ANSWER;
        assertShielded(show(), true);
        left.mesh = Mesh.SURE;
        right.mesh = Mesh.SURE;
        for (int i = 0; i < 3; i++) {
            assertThat(show().outcome().fault()).isFalse();
        }
        assertThat(show().outcome()).isEqualTo(new FrameOutcome(Verdict.FACE_SHIELDED, 1, false));
    }

    @Test
    void aLookThatFailedIsMadeUpFor() {
        trusted(90, 120);
        I420Frame scene = Stage.noise(Stage.WIDTH, Stage.HEIGHT);
        Person newcomer = stage.person(230, 120);
        Stage.paint(scene, newcomer.box()); // something moves there
        Box head = newcomer.box();
        Stage.paint(scene, new Box(head.x0(), head.y0(), head.x1(), head.y1() + 30));
        stage.inDetect = new OutOfMemoryError("on purpose");
        assertShielded(stage.show(session, SHIELD, scene), true);
        stage.inDetect = null;
        int before = stage.detections;
        stage.show(session, SHIELD, scene); // nothing moves any more
        assertThat(stage.detections).isEqualTo(before + 1);
    }

    // --- what was asked for ---

    @ParameterizedTest
    @EnumSource(OnLost.class)
    void aRevokedFaceCoversThePictureWhateverWasAskedFor(OnLost onLost) {
        trusted(160, 120);
        session.revoke();
        assertShielded(stage.show(session, onLost(onLost)), false);
        session.face(Stage.stored());
        assertThat(show().bare(stage.people.get(0).box())).isLessThan(COVERED);
    }

    @ParameterizedTest
    @CsvSource({"63,240", "320,63", "40,30", "48,20"})
    void aPictureTooSmallIsCoveredWhateverWasAskedFor(int width, int height) {
        for (OnLost onLost : OnLost.values()) {
            Shown shown = stage.show(session, onLost(onLost), Stage.noise(width, height));
            assertShielded(shown, false);
        }
    }

    @Test
    void holdSendsNothingForAFifthOfASecondAndThenShields() {
        SessionOptions hold = onLost(OnLost.HOLD);
        assertShielded(stage.show(session, hold), false); // there is no good picture to keep
        trusted(160, 120);
        assertThat(stage.show(session, hold).verdict()).isEqualTo(Verdict.SWAPPED);
        stage.people.clear();
        for (int frame = 1; frame <= 6; frame++) { // 33 to 199 ms
            assertThat(stage.show(session, hold).verdict()).as("frame " + frame).isEqualTo(Verdict.HELD);
        }
        for (int frame = 7; frame <= 9; frame++) {
            assertShielded(stage.show(session, hold), false);
        }
    }

    @Test
    void aDoubtfulFaceIsHeldAndThenCovered() {
        SessionOptions hold = onLost(OnLost.HOLD);
        Person person = trusted(160, 120);
        person.mesh = Mesh.UNSURE;
        for (int frame = 1; frame <= 6; frame++) {
            assertThat(stage.show(session, hold).verdict()).as("frame " + frame).isEqualTo(Verdict.HELD);
        }
        Shown shown = stage.show(session, hold);
        assertThat(shown.verdict()).isEqualTo(Verdict.FACE_SHIELDED);
        assertCovered(shown, person);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNSURE", "NOTHING"})
    void onlyWhoAsksForItIsPassed(String mesh) {
        Person person = trusted(160, 120);
        SessionOptions pass = onLost(OnLost.PASS);
        assertThat(stage.show(session, pass).verdict()).as("while all is well").isEqualTo(Verdict.SWAPPED);
        person.mesh = Mesh.valueOf(mesh);
        Shown shown = stage.show(session, pass);
        assertThat(shown.outcome()).isEqualTo(new FrameOutcome(Verdict.PASSED, 0, false));
        assertThat(shown.out()).as("as it came").isEqualTo(shown.sent());
        assertCovered(show(), person);
    }

    @Test
    void everythingThatGoesOutIsMarked() {
        Box corner = new Box(2, 2, 18, 12);
        Shown nobody = stage.show(session, SessionOptions.DEFAULTS);
        Person person = stage.person(160, 120);
        Shown covered = stage.show(session, SessionOptions.DEFAULTS);
        for (Shown shown : List.of(nobody, covered)) {
            Shown bare = show();
            assertThat(shown.out().y().get(4 * Stage.WIDTH + 4)).isEqualTo((byte) 40);
            assertThat(shown.bare(corner)).isLessThan(0.5);
            assertThat(bare.out().y().get(4 * Stage.WIDTH + 4)).isNotEqualTo((byte) 40);
        }
        assertThat(person.detected).isTrue();
    }

    @Test
    void whatIsRememberedOfAFaceIsGivenBack() {
        trusted(90, 120);
        int one = stage.held;
        stage.people.clear();
        show();
        assertThat(stage.held).as("the face that is gone").isEqualTo(one - 1);
        session.close();
        assertThat(stage.held).isZero();
    }
}
