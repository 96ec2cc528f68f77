package dev.facewire.vision.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimilarityTest {
    private final FaceMesh mesh = FaceMesh.load();

    /** The canonical face, turned about the vertical axis, enlarged and moved. */
    private double[] posed(double yawDegrees, double scale, double dx, double dy) {
        double c = Math.cos(Math.toRadians(yawDegrees));
        double s = Math.sin(Math.toRadians(yawDegrees));
        double[] out = mesh.points().clone();
        for (int i = 0; i < out.length; i += 3) {
            double x = out[i];
            double z = out[i + 2];
            out[i] = scale * (c * x + s * z) + dx;
            out[i + 1] = scale * out[i + 1] + dy;
            out[i + 2] = scale * (-s * x + c * z);
        }
        return out;
    }

    @ParameterizedTest
    @ValueSource(doubles = {-60, -20, 0, 7, 35, 80})
    void aKnownPoseIsFoundAgain(double yaw) {
        double[] there = posed(yaw, 13, 300, 200);
        double[] laid = Similarity.between(mesh.points(), there, mesh.weights()).apply(mesh.points());
        for (int i = 0; i < laid.length; i++) {
            assertThat(laid[i]).isCloseTo(there[i], within(1e-6));
        }
        assertThat(Pose.of(new Landmarks(there), mesh).yaw()).isCloseTo(yaw, within(0.01));
        assertThat(Pose.of(new Landmarks(there), mesh).residual()).isLessThan(1e-6);
    }

    @Test
    void theInverseLeadsBack() {
        double[] there = posed(25, 9, 50, -20);
        Similarity to = Similarity.between(mesh.points(), there, mesh.weights());
        double[] back = to.inverse().apply(to.apply(mesh.points()));
        for (int i = 0; i < back.length; i++) {
            assertThat(back[i]).isCloseTo(mesh.points()[i], within(1e-9));
        }
    }

    @Test
    void landmarksThatWentAstrayLeaveAResidual() {
        double[] there = posed(5, 13, 300, 200);
        Random random = new Random(3);
        for (int i = 0; i < there.length; i++) {
            there[i] += 15 * random.nextGaussian();
        }
        assertThat(Pose.of(new Landmarks(there), mesh).residual()).isGreaterThan(Trust.RESIDUAL);
    }
}
