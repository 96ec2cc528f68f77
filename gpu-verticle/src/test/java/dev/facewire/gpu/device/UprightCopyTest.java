package dev.facewire.gpu.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.media.I420Frame;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UprightCopyTest {
    /** A mark in the top left corner ends where a clockwise turn brings it. */
    @ParameterizedTest
    @CsvSource({"0,0,0", "90,2,0", "180,4,2", "270,0,4"})
    void turnsClockwise(int rotation, int x, int y) {
        I420Frame from = I420Frame.allocate(5, 3);
        from.y().put(0, (byte) 99);
        from.u().put(0, (byte) 77);
        I420Frame to = I420Frame.allocate(UprightCopy.width(from, rotation), UprightCopy.height(from, rotation));

        UprightCopy.copy(from, rotation, to);

        assertThat(to.y().get(y * to.strideY() + x)).isEqualTo((byte) 99);
        assertThat(to.u().get(y / 2 * to.strideU() + x / 2)).isEqualTo((byte) 77);
        int marks = 0;
        for (int i = 0; i < to.y().capacity(); i++) {
            marks += to.y().get(i) == 99 ? 1 : 0;
        }
        assertThat(marks).isEqualTo(1);
    }
}
