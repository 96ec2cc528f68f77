package dev.facewire.vision.photo;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any bytes as a JPEG with Exif data: one of the eight orientations. */
class OrientationFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void isOneOfEight(byte[] file) {
        assertThat(Orientation.of(file)).isBetween(1, 8);
    }
}
