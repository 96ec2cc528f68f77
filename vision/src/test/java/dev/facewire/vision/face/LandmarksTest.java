package dev.facewire.vision.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is measured on a face, and how its head stands. */
class LandmarksTest {
    private final FaceMesh mesh = FaceMesh.load();
    private final Landmarks face = Poses.standing(mesh, 320, 240, 10);

    @Test
    void measuresAreInEyeDistancesWhateverTheSizeAndTheTurn() {
        Landmarks open = Poses.posed(Poses.mouthOpen(mesh, 1), 0, 0, 10, 320, 240);
        Landmarks small = Poses.posed(Poses.mouthOpen(mesh, 1), 0, 70, 3, 50, 60);
        assertThat(small.mouthOpening()).isCloseTo(open.mouthOpening(), within(1e-9));
        assertThat(open.mouthOpening()).isGreaterThan(face.mouthOpening() + 0.1);
        assertThat(small.lidOpening(0)).isCloseTo(face.lidOpening(0), within(1e-9));
        assertThat(small.eyeDistance()).isCloseTo(0.3 * face.eyeDistance(), within(1e-9));
        assertThat(Poses.posed(mesh, 50, 0, 10, 0, 0).eyeDistance())
                .as("turned")
                .isCloseTo(face.eyeDistance(), within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-120, -30, 0, 15, 90, 170})
    void turnedClockwiseIsPositive(double roll) {
        Landmarks turned = Poses.posed(mesh, 0, roll, 10, 320, 240);
        assertThat(Math.toDegrees(turned.roll())).isCloseTo(roll, within(1e-6));
        assertThat(Pose.of(turned, mesh).roll()).isCloseTo(roll, within(1e-6));
        assertThat(Math.toDegrees(Region.around(turned).angle())).isCloseTo(roll, within(1e-6));
    }

    @Test
    void aHeadThatNodsHasAPitchAlone() {
        double c = Math.cos(Math.toRadians(20));
        double s = Math.sin(Math.toRadians(20));
        double[] points = mesh.points().clone();
        for (int i = 0; i < points.length; i += 3) {
            double y = points[i + 1];
            double z = points[i + 2];
            points[i + 1] = c * y - s * z;
            points[i + 2] = s * y + c * z;
        }
        Pose pose = Pose.of(new Landmarks(points), mesh);
        assertThat(Math.abs(pose.pitch())).isCloseTo(20, within(1e-6));
        assertThat(pose.yaw()).isCloseTo(0, within(1e-6));
        assertThat(pose.roll()).isCloseTo(0, within(1e-6));
        assertThat(pose.residual()).isCloseTo(0, within(1e-6));
    }

    @Test
    void partOfAFaceBeyondThePictureIsCounted() {
        assertThat(face.shareWithin(640, 480)).isEqualTo(1);
        assertThat(Poses.standing(mesh, 0, 240, 10).shareWithin(640, 480)).isBetween(0.4, 0.6);
        assertThat(Poses.standing(mesh, 320, 480, 10).shareWithin(640, 480)).isBetween(0.2, 0.8);
        assertThat(Poses.standing(mesh, -300, 240, 10).shareWithin(640, 480)).isZero();
    }

    @Test
    void twoLooksDisagreeByTheirDistance() {
        Landmarks beside = Poses.standing(mesh, 320 + 0.1 * face.eyeDistance(), 240, 10);
        assertThat(face.disagreement(beside)).isCloseTo(0.1, within(1e-9));
        assertThat(face.disagreement(face)).isZero();
    }

    @Test
    void aNetworksPointsComeBackToThePicture() {
        Region region = Region.around(Poses.posed(mesh, 0, 35, 10, 320, 240));
        float[] corners = new float[FaceMesh.POINTS * 3];
        Arrays.fill(corners, 96);
        corners[3] = 192; // the right end of the middle line
        Landmarks there = region.toPicture(corners, 192);
        assertThat(there.x(0)).isCloseTo(region.cx(), within(1e-4));
        assertThat(there.y(0)).isCloseTo(region.cy(), within(1e-4));
        assertThat(there.x(1) - there.x(0)).isCloseTo(region.size() / 2 * Math.cos(region.angle()), within(1e-4));
        assertThat(there.y(1) - there.y(0)).isCloseTo(region.size() / 2 * Math.sin(region.angle()), within(1e-4));
    }

    @Test
    void irisesAreThereOrNot() {
        assertThat(face.hasIrises()).isFalse();
        double[] points = Arrays.copyOf(face.xyz(), (FaceMesh.POINTS + Landmarks.IRIS_POINTS) * 3);
        int left = (FaceMesh.POINTS + 5) * 3;
        points[left] = 350;
        points[left + 1] = 220;
        points[left + 3] = 357;
        points[left + 9] = 343;
        Landmarks with = new Landmarks(points);
        assertThat(with.hasIrises()).isTrue();
        assertThat(with.iris(1)).containsExactly(350, 220);
        assertThat(with.irisRadius(1)).isEqualTo(7);
        assertThat(with.box()).as("irises are no part of it").isEqualTo(face.box());
    }

    @Test
    void numbersThatAreNoneAreSeenAndOtherCountsRefused() {
        for (double nonsense : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            double[] points = face.xyz().clone();
            points[points.length - 1] = nonsense;
            assertThat(new Landmarks(points).finite()).isFalse();
        }
        assertThat(face.finite()).isTrue();
        assertThatThrownBy(() -> new Landmarks(new double[30])).isInstanceOf(IllegalArgumentException.class);
    }
}
