package dev.facewire.client.video;

import static dev.facewire.client.video.ReadErrors.Next.AGAIN;
import static dev.facewire.client.video.ReadErrors.Next.END;
import static dev.facewire.client.video.ReadErrors.Next.LATER;
import static dev.facewire.client.video.ReadErrors.Next.STOP;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadErrorsTest {
    private final ReadErrors errors = new ReadErrors();

    @Test
    void aCameraThatHasNoPictureYetIsAskedAgainForAWhile() {
        assertThat(errors.failed(false, true, 0)).isEqualTo(LATER);
        assertThat(errors.failed(false, true, ReadErrors.LATER_NANOS - 1)).isEqualTo(LATER);
        errors.read();
        assertThat(errors.failed(false, true, ReadErrors.LATER_NANOS + 1)).isEqualTo(LATER);
        assertThat(errors.failed(false, true, 2 * ReadErrors.LATER_NANOS + 1)).isEqualTo(STOP);
    }

    @Test
    void damagedPlacesArePassedOverButNotForEver() {
        for (int k = 0; k < ReadErrors.AGAIN_TIMES; k++) {
            assertThat(errors.failed(false, false, 0)).isEqualTo(AGAIN);
        }
        assertThat(errors.failed(false, false, 0)).isEqualTo(STOP);
        errors.read();
        assertThat(errors.failed(false, false, 0)).isEqualTo(AGAIN);
    }

    @Test
    void onlyTheEndEndsAClip() {
        assertThat(errors.failed(true, false, 0)).isEqualTo(END);
    }
}
