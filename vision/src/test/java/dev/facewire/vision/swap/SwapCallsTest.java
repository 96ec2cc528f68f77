package dev.facewire.vision.swap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.media.I420Frame;
import dev.facewire.protocol.session.OnLost;
import dev.facewire.protocol.session.OptionsPatch;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.vision.swap.FrameOutcome.Verdict;
import dev.facewire.vision.swap.Stage.Shown;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Engines that fail in the middle of a batch. */
class SwapCallsTest {
    private static final SessionOptions SHIELD =
            new OptionsPatch(null, null, OnLost.SHIELD, null, null, false, null, null).applyTo(SessionOptions.DEFAULTS);
    private static final FrameOutcome SHIELDED = new FrameOutcome(Verdict.FRAME_SHIELDED, 0, true);

    private final Stage stage = new Stage();

    /** Of three frames the second fails; whose face was drawn before that, and what the engine told of it. */
    private List<Shown> failingMidway(boolean tells) {
        List<FaceSession> sessions = List.of(stage.open(), stage.open(), stage.open());
        stage.person(160, 120);
        for (int i = 0; i < 8; i++) {
            stage.show(sessions, SHIELD);
        }
        stage.tells = tells;
        stage.painted.clear();
        Set<I420Frame> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<I420Frame> broken = Collections.newSetFromMap(new IdentityHashMap<>());
        stage.engineTrouble = job -> {
            if (seen.add(job.frame()) && seen.size() == 2) {
                broken.add(job.frame());
            }
            if (broken.contains(job.frame())) {
                throw new IllegalStateException("on purpose");
            }
        };
        return stage.show(sessions, SHIELD);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whereABatchFailsMidwayNoFaceIsSwappedTwice(boolean tells) {
        List<Shown> shown = failingMidway(tells);
        assertThat(stage.painted).doesNotHaveDuplicates();
        if (tells) {
            assertThat(shown.get(0).outcome()).isEqualTo(new FrameOutcome(Verdict.SWAPPED, 1, false));
        } else {
            assertThat(shown.get(0).outcome()).as("it may be half drawn").isEqualTo(SHIELDED);
        }
        assertThat(shown.get(1).outcome()).isEqualTo(SHIELDED);
        assertThat(shown.get(2).outcome())
                .as("it is as it came, and is tried alone")
                .isEqualTo(new FrameOutcome(Verdict.SWAPPED, 1, false));
    }

    @Test
    void whatWasThrownGoesWithTheFrame() {
        FaceSession session = stage.open();
        stage.person(160, 120);
        for (int i = 0; i < 8; i++) {
            stage.show(session, SHIELD);
        }
        RuntimeException trouble = new IllegalStateException("CUDA error: on purpose");
        stage.engineTrouble = job -> {
            throw trouble;
        };
        FrameJob job = stage.job(session, SHIELD);
        stage.processor.process(List.of(job));
        assertThat(job.outcome().fault()).isTrue();
        assertThat(job.failure()).isSameAs(trouble);
        stage.engineTrouble = well -> {};
        stage.inFit = new AssertionError("on purpose");
        job = stage.job(session, SHIELD);
        stage.processor.process(List.of(job));
        assertThat(job.failure()).isSameAs(stage.inFit);
    }
}
