package dev.facewire.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.protocol.session.OnLost;
import dev.facewire.protocol.session.SessionStats;
import org.junit.jupiter.api.Test;

class CoverWatchTest {
    private final CoverWatch watch = new CoverWatch();
    private long out;
    private long swapped;
    private long pixelated;

    @Test
    void aPersonIsToldOnceWhenThePictureIsPixelatedAndOnceWhenItIsNoMore() {
        assertThat(second(30, 0)).isEmpty();
        assertThat(second(30, 2)).isEmpty();
        assertThat(second(0, 30)).hasValueSatisfying(line -> assertThat(line).contains("pixelated", "no face"));
        assertThat(second(0, 30)).isEmpty();
        assertThat(second(0, 0)).as("nothing was shown either way").isEmpty();
        assertThat(second(25, 5)).hasValue("the face is swapped again");
        assertThat(second(30, 0)).isEmpty();
    }

    @Test
    void somethingElseThatIsPixelatedBesideTheFaceIsNoReasonToComplain() {
        second(30, 0);
        assertThat(second(30, 30)).isEmpty();
    }

    @Test
    void theGatewaysReasonIsPassedOn() {
        second(30, 0);
        watch.reason("its face was deleted");
        assertThat(second(0, 30)).hasValue("the picture is pixelated: its face was deleted");
    }

    @Test
    void anotherWorkerCountsFromItsOwnStart() {
        second(30, 0);
        out = 0;
        swapped = 0;
        assertThat(second(30, 0)).isEmpty();
        assertThat(second(30, 0)).isEmpty();
    }

    private java.util.Optional<String> second(long more, long covered) {
        out += 30;
        swapped += more;
        pixelated += covered;
        return watch.counted(
                new SessionStats(out, out, 0, swapped, pixelated, 0, 0, 1, 1, 640, 480, "mesh", OnLost.SHIELD));
    }
}
