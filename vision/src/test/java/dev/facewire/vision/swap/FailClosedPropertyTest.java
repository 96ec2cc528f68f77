package dev.facewire.vision.swap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.protocol.session.FaceSelection;
import dev.facewire.protocol.session.OptionsPatch;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.vision.swap.FrameOutcome.Verdict;
import dev.facewire.vision.swap.Stage.Mesh;
import dev.facewire.vision.swap.Stage.Person;
import dev.facewire.vision.swap.Stage.Shown;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever networks and engine do, in whatever order, two people before the camera are never seen. */
class FailClosedPropertyTest {
    private static final SessionOptions OPTIONS = new OptionsPatch(
                    null, FaceSelection.ALL, null, null, null, false, null, null)
            .applyTo(SessionOptions.DEFAULTS);

    /** One frame: what the mesh says of each, how far they moved, and what breaks. */
    record Frame(Mesh left, Mesh right, int moved, String broken) {}

    @Provide
    Arbitrary<List<Frame>> frames() {
        Arbitrary<Mesh> mesh = Arbitraries.frequencyOf(
                Tuple.of(5, Arbitraries.just(Mesh.SURE)),
                Tuple.of(
                        1,
                        Arbitraries.of(Mesh.class)
                                .filter(answer -> answer != Mesh.NO_ANSWER))); // breaks more than its own face
        Arbitrary<Integer> moved = Arbitraries.of(0, 0, 0, 3, 12, 25, -3, -20);
        Arbitrary<String> broken = Arbitraries.of("", "", "", "", "", "", "fit", "detect", "engine");
        return Combinators.combine(mesh, mesh, moved, broken)
                .as(Frame::new)
                .list()
                .ofMinSize(4)
                .ofMaxSize(14);
    }

    @Property(tries = 150)
    void nobodyIsSeenBareAndNobodySwappedBeforeTheThirdFineFrame(@ForAll("frames") List<Frame> frames) {
        Stage stage = new Stage();
        FaceSession session = stage.open();
        Person left = stage.person(80, 120);
        Person right = stage.person(235, 120);
        int fineLeft = 0;
        int fineRight = 0;
        for (Frame frame : frames) {
            left.mesh = frame.left();
            right.mesh = frame.right();
            left.x = Math.max(50, Math.min(110, left.x + frame.moved()));
            Error error = new AssertionError("on purpose");
            stage.inFit = frame.broken().equals("fit") ? error : null;
            stage.inDetect = frame.broken().equals("detect") ? error : null;
            stage.engineTrouble = job -> {
                if (frame.broken().equals("engine")) {
                    throw error;
                }
            };
            Shown shown = stage.show(session, OPTIONS);

            assertThat(shown.bare(left.box())).as("left").isLessThan(0.3);
            assertThat(shown.bare(right.box())).as("right").isLessThan(0.3);
            if (shown.outcome().fault()) {
                assertThat(shown.outcome()).isEqualTo(new FrameOutcome(Verdict.FRAME_SHIELDED, 0, true));
            }
            if (frame.broken().equals("fit")) {
                continue; // nothing was seen
            }
            fineLeft = frame.left().isSure() ? fineLeft + 1 : 0;
            fineRight = frame.right().isSure() ? fineRight + 1 : 0;
            int ready = (fineLeft >= 3 ? 1 : 0) + (fineRight >= 3 ? 1 : 0);
            assertThat(shown.outcome().facesSwapped()).isLessThanOrEqualTo(ready);
            if (shown.verdict() == Verdict.SWAPPED) {
                assertThat(ready).isEqualTo(2);
            }
        }
        session.close();
        assertThat(stage.held).isZero();
    }
}
