package dev.facewire.vision.face;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.media.I420Frame;
import dev.facewire.vision.enrol.Photos;
import dev.facewire.vision.tensor.FramePlanes;
import dev.facewire.vision.tensor.ShippedModels;
import dev.facewire.vision.tensor.TorchDevice;
import dev.facewire.vision.tensor.TorchModule;
import java.io.IOException;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a network sees on a CPU is what it sees on CUDA. */
class RegionCropIT {
    private static final int SIDE = 192;

    private static TorchDevice device;
    private static TorchModule module;
    private static I420Frame photo;

    @BeforeAll
    static void open() throws IOException {
        device = TorchDevice.open(-1);
        module = device.load(ShippedModels.read("mesh_swap.pt"));
        photo = Photos.astronaut(641, 481, 0.9, 91, 11);
    }

    @AfterAll
    static void close() {
        module.close();
        device.close();
    }

    private static float[] byTorch(Region region) {
        try (TorchDevice.Scope scope = device.scope()) {
            FramePlanes p = FramePlanes.of(scope, photo);
            return module.run(
                            scope,
                            "crop",
                            p.y(),
                            p.u(),
                            p.v(),
                            p.width(),
                            region.cx(),
                            region.cy(),
                            region.size(),
                            region.angle(),
                            SIDE)
                    .get(0)
                    .toFloats();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "295, 140, 180, 0", // no smaller than the crop
        "295, 140, 90, 0.3",
        "295.4, 140.7, 250, -0.2",
        "295, 140, 400, 0.1", // two pixels to one
        "310, 240, 620, -0.5", // three, and over the edges
        "20, 30, 150, 0.8", // in a corner
        "630, 470, 220, 3.1", // in the other, upside down
        "-300, -200, 100, 0" // beside the picture: its corner, again and again
    })
    void isWhatTheModuleCrops(double cx, double cy, double size, double angle) {
        Region region = new Region(cx, cy, size, angle);
        float[] expected = byTorch(region);
        FloatBuffer actual = new RegionCrop(SIDE).of(photo, region).asFloatBuffer();
        assertThat(actual.remaining()).isEqualTo(expected.length);
        double sum = 0;
        double most = 0;
        for (int i = 0; i < expected.length; i++) {
            double apart = Math.abs(expected[i] - actual.get(i));
            sum += apart;
            most = Math.max(most, apart);
        }
        // where pixels are averaged the squares may start at another pixel
        boolean averaged = size >= 2 * SIDE;
        assertThat(sum / expected.length).as("mean").isLessThan(averaged ? 0.03 : 1e-5);
        assertThat(most).as("greatest").isLessThan(averaged ? 0.3 : 1e-3);
    }
}
