package dev.facewire.client.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.client.picture.FramePool;
import dev.facewire.media.I420Frame;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MomentsTest {
    @Property(tries = 100)
    void fourMomentsAreSpreadOverARunOfAnyLength(@ForAll @IntRange(min = 4, max = 20_000) int length) {
        Moments<Integer> moments = new Moments<>(1);
        for (int i = 0; i < length; i++) {
            if (moments.wants(i)) {
                moments.keep(i, i);
            }
        }
        List<Integer> chosen = moments.spread(4);
        assertThat(chosen).hasSize(4).isSorted().doesNotHaveDuplicates();
        assertThat(chosen.get(0)).isLessThan(length / 2);
        assertThat(chosen.get(3)).isGreaterThanOrEqualTo((int) (length * 0.4));
    }

    @Test
    void aShortRunShowsWhatItHas() {
        Moments<String> moments = new Moments<>(10);
        moments.keep(0, "only");
        assertThat(moments.wants(5)).isFalse();
        assertThat(moments.spread(4)).containsExactly("only");
    }

    @Test
    void sentPicturesAreTakenOnceAndForgottenAfterASecond() {
        SentPictures sent = new SentPictures(new FramePool());
        for (int counter = 0; counter < SentPictures.KEPT + 1; counter++) {
            I420Frame picture = I420Frame.allocate(16, 16);
            picture.y().put(0, (byte) counter);
            sent.put(counter, picture);
        }
        assertThat(sent.take(0)).isNull();
        assertThat(sent.take(-1)).isNull();
        I420Frame taken = sent.take(7);
        assertThat(taken.y().get(0)).isEqualTo((byte) 7);
        assertThat(sent.take(7)).isNull();
    }
}
