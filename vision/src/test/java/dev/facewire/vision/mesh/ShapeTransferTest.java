package dev.facewire.vision.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Landmarks;
import dev.facewire.vision.face.Pose;
import dev.facewire.vision.face.Poses;
import org.junit.jupiter.api.Test;

/** One person's proportions on another's face: what changes, and what must not. */
class ShapeTransferTest {
    private static final double SCALE = 10; // pixels for a cm
    private static final int NOSE_TIP = 1;
    private static final int CHIN = 152;

    private final FaceMesh mesh = FaceMesh.load();
    private final double[] toOval = mesh.distanceToOval();
    private final ShapeTransfer transfer = new ShapeTransfer(mesh, toOval, new LipRegion(mesh));

    private Landmarks posed(double[] shape) {
        return Poses.posed(shape, 10, 15, SCALE, 300, 200);
    }

    private Landmarks bend(double[] shape, double[] source, boolean sourceMouthOpen, double strength) {
        Landmarks face = posed(shape);
        return new Landmarks(transfer.apply(face, Pose.of(face, mesh), source, sourceMouthOpen, strength));
    }

    private static double farthest(Landmarks a, Landmarks b) {
        double most = 0;
        for (int i = 0; i < FaceMesh.POINTS; i++) {
            most = Math.max(most, Math.hypot(a.x(i) - b.x(i), a.y(i) - b.y(i)));
        }
        return most;
    }

    /** A face whose middle is broader by a fifth. */
    private double[] broad() {
        double[] shape = mesh.points().clone();
        for (int i = 0; i < shape.length; i += 3) {
            shape[i] *= 1.2;
        }
        return shape;
    }

    @Test
    void ofTwoEqualFacesNothingChanges() {
        Landmarks out = bend(mesh.points(), mesh.points(), false, 1);
        assertThat(farthest(out, posed(mesh.points()))).isLessThan(1e-6);
    }

    @Test
    void withoutStrengthNothingChanges() {
        assertThat(farthest(bend(mesh.points(), broad(), false, 0), posed(mesh.points())))
                .isLessThan(1e-6);
    }

    @Test
    void theInnerFaceTakesTheOthersProportionsAndTheOutlineStays() {
        Landmarks before = posed(mesh.points());
        Landmarks whole = bend(mesh.points(), broad(), false, 1);
        Landmarks half = bend(mesh.points(), broad(), false, 0.5);
        int eye = FaceMesh.RIGHT_EYE_INNER;
        double full = before.x(eye) - whole.x(eye);
        assertThat(full).as("the eyes move apart").isGreaterThan(2);
        assertThat(before.x(eye) - half.x(eye))
                .as("by half with half the strength")
                .isCloseTo(full / 2, within(0.05));
        for (int i = 0; i < FaceMesh.POINTS; i++) {
            if (toOval[i] < 0.01) {
                assertThat(Math.hypot(whole.x(i) - before.x(i), whole.y(i) - before.y(i)))
                        .as("outline " + i)
                        .isLessThan(1e-6);
            }
        }
    }

    @Test
    void aMouthThatOpensStaysAsWideOpen() {
        for (int i = 0; i < 60; i++) {
            bend(mesh.points(), mesh.points(), false, 1); // the person's neutral face is learnt
        }
        double[] open = Poses.mouthOpen(mesh, 1.5);
        double sent = posed(open).mouthOpening();
        assertThat(sent).isGreaterThan(0.15);
        assertThat(bend(open, mesh.points(), false, 1).mouthOpening()).isCloseTo(sent, within(0.02 * sent));
    }

    @Test
    void thePersonsOwnNeutralFaceIsLearntFromFramesWithAClosedMouth() {
        double[] open = Poses.mouthOpen(mesh, 1.5);
        bend(open, mesh.points(), false, 1); // the first frame is all that is known
        double first = bend(open, mesh.points(), false, 1).mouthOpening();
        for (int i = 0; i < 60; i++) {
            bend(mesh.points(), mesh.points(), false, 1);
        }
        double later = bend(open, mesh.points(), false, 1).mouthOpening();
        assertThat(first).as("taken for the neutral face").isLessThan(0.7 * later);
        assertThat(later).isGreaterThan(0.8 * posed(open).mouthOpening());
    }

    @Test
    void theMouthOfAPhotoIsNotOpenedInTheSwap() {
        double[] source = Poses.mouthOpen(mesh, 1.5);
        double own = posed(mesh.points()).mouthOpening();
        assertThat(bend(mesh.points(), source, false, 1).mouthOpening())
                .as("were it not said")
                .isGreaterThan(own + 0.1);
        assertThat(bend(mesh.points(), source, true, 1).mouthOpening()).isCloseTo(own, within(0.02));
    }

    @Test
    void theHeadMayTurnAsItLikes() {
        double[] broad = broad();
        Landmarks straight = Poses.posed(mesh, 0, 0, SCALE, 0, 0);
        Landmarks turned = Poses.posed(mesh, 0, 90, SCALE, 500, 100);
        double[] a = transfer.apply(straight, Pose.of(straight, mesh), broad, false, 1);
        double[] b = transfer.apply(turned, Pose.of(turned, mesh), broad, false, 1);
        for (int vertex : new int[] {NOSE_TIP, CHIN, FaceMesh.LEFT_EYE_INNER}) {
            assertThat(b[vertex * 3]).isCloseTo(500 - a[vertex * 3 + 1], within(1e-6));
            assertThat(b[vertex * 3 + 1]).isCloseTo(100 + a[vertex * 3], within(1e-6));
        }
    }
}
