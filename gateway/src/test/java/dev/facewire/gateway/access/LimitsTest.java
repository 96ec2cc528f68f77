package dev.facewire.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The limits that are counted: rates, what is open, candidates. */
class LimitsTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void aBurstPassesAndThenSoManyASecond() {
        RateLimit limit = new RateLimit(2, 5, 0);
        assertThat(passing(limit, 100, 0)).isEqualTo(5);
        assertThat(limit.take(SECOND / 4)).isFalse();
        assertThat(passing(limit, 100, SECOND)).isEqualTo(2);
        assertThat(passing(limit, 100, 11 * SECOND))
                .as("no more than a burst is saved up")
                .isEqualTo(5);
    }

    @Test
    void lookingTakesNothing() {
        RateLimit limit = new RateLimit(1, 1, 0);
        assertThat(limit.allows(0)).isTrue();
        assertThat(limit.allows(0)).isTrue();
        assertThat(limit.take(0)).isTrue();
        assertThat(limit.allows(0)).isFalse();
    }

    @Test
    void aClockThatStandsStillOrStepsBackGivesNothing() {
        RateLimit limit = new RateLimit(1000, 1, 5 * SECOND);
        assertThat(limit.take(5 * SECOND)).isTrue();
        assertThat(limit.take(4 * SECOND)).isFalse();
    }

    @Test
    void oneClientCanNotTakeWhatAllMayHave() {
        OpenCounts counts = new OpenCounts(2, 3);
        assertThat(counts.open("a")).isTrue();
        assertThat(counts.open("a")).isTrue();
        assertThat(counts.open("a")).as("its limit").isFalse();
        assertThat(counts.open("b")).isTrue();
        assertThat(counts.open("c")).as("the limit of all").isFalse();
        counts.close("a");
        assertThat(counts.open("c")).isTrue();
        counts.close("a");
        counts.close("b");
        counts.close("c");
        assertThat(counts.all()).isZero();
        assertThat(counts.of("a")).isZero();
    }

    @Test
    void anOfferGetsSoManyCandidatesAndTheNextOneAsManyAgain() {
        CandidateBudget budget = new CandidateBudget();
        List<Integer> message = Collections.nCopies(32, 1);
        int passed = 0;
        for (int i = 0; i < 3000; i++) {
            passed += budget.within("s", 1, message).size();
        }
        assertThat(passed).isEqualTo(CandidateBudget.PER_REVISION);
        assertThat(budget.within("other", 1, message)).hasSize(32);
        assertThat(budget.within("s", 2, message)).hasSize(32);
        assertThat(budget.within("s", 1, message)).as("late ones take nothing").hasSize(32);
        assertThat(budget.within("s", 2, message)).hasSize(32);
        assertThat(budget.within("s", 2, message)).hasSize(32);
        assertThat(budget.within("s", 2, message)).hasSize(4);
    }

    private static int passing(RateLimit limit, int tries, long now) {
        int passed = 0;
        for (int i = 0; i < tries; i++) {
            passed += limit.take(now) ? 1 : 0;
        }
        return passed;
    }
}
