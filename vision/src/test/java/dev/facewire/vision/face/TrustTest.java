package dev.facewire.vision.face;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrustTest {
    private static final Pose FRONTAL = new Pose(0, 0, 0, 0.03);

    private final FaceMesh mesh = FaceMesh.load();
    private final Trust trust = new Trust();

    private Landmarks at(double x, double scale) {
        double[] points = mesh.points().clone();
        for (int i = 0; i < points.length; i += 3) {
            points[i] = x + scale * points[i];
            points[i + 1] = 240 + scale * points[i + 1];
        }
        return new Landmarks(points);
    }

    private TrustState see(double presence, Landmarks face, Landmarks before, Pose pose, boolean doubted) {
        return trust.judge(new MeshFit(face, presence), before, pose, 640, 480, doubted);
    }

    private TrustState good() {
        return see(20, at(320, 12), at(319, 12), FRONTAL, false);
    }

    private void trusted() {
        good();
        good();
        assertThat(good()).isEqualTo(TrustState.TRUSTED);
    }

    @Test
    void trustTakesThreeGoodFrames() {
        assertThat(trust.state()).isEqualTo(TrustState.LOST);
        assertThat(good()).isEqualTo(TrustState.SUSPECT);
        assertThat(good()).isEqualTo(TrustState.SUSPECT);
        assertThat(good()).isEqualTo(TrustState.TRUSTED);
    }

    @Test
    void oneDoubtfulFrameEndsItAndThreeGoodOnesBringItBack() {
        trusted();
        assertThat(see(10, at(320, 12), null, FRONTAL, false)).isEqualTo(TrustState.SUSPECT);
        assertThat(good()).isEqualTo(TrustState.SUSPECT);
        assertThat(good()).isEqualTo(TrustState.SUSPECT);
        assertThat(good()).isEqualTo(TrustState.TRUSTED);
    }

    @Test
    void everyLimitCounts() {
        Landmarks face = at(320, 12);
        assertDoubted(() -> see(13.9, face, face, FRONTAL, false));
        assertDoubted(() -> see(20, face, face, FRONTAL, true));
        assertDoubted(() -> see(20, face, face, new Pose(0, 0, 0, 0.08), false));
        assertDoubted(() -> see(20, face, face, new Pose(41, 0, 0, 0.03), false));
        assertDoubted(() -> see(20, face, face, new Pose(0, -41, 0, 0.03), false));
        assertDoubted(() -> see(20, at(20, 12), at(20, 12), FRONTAL, false));
        assertDoubted(() -> see(20, at(320, 2), at(320, 2), FRONTAL, false));
        assertDoubted(() -> see(20, face, at(400, 12), FRONTAL, false));
    }

    private void assertDoubted(java.util.function.Supplier<TrustState> frame) {
        trusted();
        assertThat(frame.get()).isEqualTo(TrustState.SUSPECT);
    }

    @Test
    void whereThereIsNoFaceItIsLost() {
        trusted();
        assertThat(see(5.9, at(320, 12), null, FRONTAL, false)).isEqualTo(TrustState.LOST);
        double[] nonsense = at(320, 12).xyz().clone();
        nonsense[7] = Double.NaN;
        trusted();
        assertThat(see(20, new Landmarks(nonsense), null, FRONTAL, false)).isEqualTo(TrustState.LOST);
    }
}
