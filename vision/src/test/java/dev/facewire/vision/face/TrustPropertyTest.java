package dev.facewire.vision.face;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;

class TrustPropertyTest {
    private final FaceMesh mesh = FaceMesh.load();

    /** What can come of a frame. */
    enum Look {
        FINE,
        FINE_AGAIN, // twice, so that trust comes about
        DOUBTED,
        UNSURE,
        TURNED,
        GONE,
        NO_NUMBERS,
        NO_PRESENCE,
        TAKEN_BACK
    }

    @Property
    void trustIsNeverGivenBeforeTheThirdFineFrameInARow(@ForAll @Size(max = 40) List<Look> looks) {
        Trust trust = new Trust();
        Landmarks face = Poses.standing(mesh, 320, 240, 12);
        int fine = 0;
        for (Look look : looks) {
            TrustState state = judge(trust, look, face);
            fine = look == Look.FINE || look == Look.FINE_AGAIN ? fine + 1 : 0;
            assertThat(state == TrustState.TRUSTED).isEqualTo(fine >= 3);
            assertThat(trust.fine()).isEqualTo(fine > 0);
            assertThat(trust.trustedFrames()).isEqualTo(Math.max(0, fine - 2));
            assertThat(state == TrustState.LOST)
                    .isEqualTo(look == Look.GONE || look == Look.NO_NUMBERS || look == Look.NO_PRESENCE);
        }
    }

    private static TrustState judge(Trust trust, Look look, Landmarks face) {
        double presence =
                switch (look) {
                    case UNSURE -> 13;
                    case GONE -> 5;
                    case NO_PRESENCE -> Double.NaN;
                    default -> 20;
                };
        double[] points = face.xyz().clone();
        if (look == Look.NO_NUMBERS) {
            points[5] = Double.NEGATIVE_INFINITY;
        }
        Pose pose = new Pose(look == Look.TURNED ? -45 : 0, 0, 0, 0.03);
        MeshFit fit = new MeshFit(new Landmarks(points), presence);
        trust.judge(fit, face, pose, 640, 480, look == Look.DOUBTED);
        if (look == Look.TAKEN_BACK) {
            trust.doubt();
        }
        return trust.state();
    }

    @Property(tries = 200)
    void aFaceTooSmallIsNeverTrustedHoweverSureTheMesh(
            @ForAll @DoubleRange(min = -1e9, max = 1e9) double presence,
            @ForAll @DoubleRange(min = 0, max = 23) double eyes) {
        Trust trust = new Trust();
        Landmarks tiny = Poses.standing(mesh, 320, 240, eyes / 7); // its eyes are less than 7 cm apart
        for (int i = 0; i < 5; i++) {
            assertThat(trust.judge(new MeshFit(tiny, presence), tiny, Pose.of(tiny, mesh), 640, 480, false))
                    .isNotEqualTo(TrustState.TRUSTED);
        }
    }
}
