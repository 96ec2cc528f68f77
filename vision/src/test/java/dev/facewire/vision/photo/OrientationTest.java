package dev.facewire.vision.photo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.protocol.image.HostileImages;
import org.junit.jupiter.api.Test;

class OrientationTest {
    private final byte[] jpeg = HostileImages.encoded("jpg", 16, 8);

    /** Big-endian, with one entry: the orientation. */
    private byte[] turned(int type, int... value) {
        int[] exif = {
            0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, type, 0, 0, 0,
            1, value[0], value[1], value[2], value[3], 0, 0, 0, 0
        };
        return HostileImages.inserted(jpeg, 2, exif);
    }

    @Test
    void itIsReadAsAShortAndAsALong() {
        assertThat(Orientation.of(jpeg)).isEqualTo(1);
        assertThat(Orientation.of(turned(3, 0, 6, 0, 0))).isEqualTo(6);
        assertThat(Orientation.of(turned(4, 0, 0, 0, 3))).isEqualTo(3);
        assertThat(Orientation.of(turned(3, 0, 9, 0, 0))).isEqualTo(1);
    }

    @Test
    void aPhotoThatLiesIsTurnedUpright() {
        assertThat(PhotoDecoder.photo(turned(3, 0, 6, 0, 0)).getHeight()).isEqualTo(16);
    }
}
