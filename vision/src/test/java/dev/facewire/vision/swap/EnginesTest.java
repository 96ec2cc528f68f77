package dev.facewire.vision.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.session.OptionsPatch;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.vision.heard.LogLines;
import dev.facewire.vision.swap.FrameOutcome.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A worker with two engines: each session gets the one that it asks for, under the same shields. */
class EnginesTest {
    private final Stage stage = new Stage("net_128");

    private static SessionOptions with(String engine) {
        return new OptionsPatch(engine, null, null, null, null, null, null, null).applyTo(SessionOptions.DEFAULTS);
    }

    private void settle(FaceSession session, SessionOptions options) {
        for (int i = 0; i < 5; i++) {
            stage.show(session, options);
        }
    }

    @Test
    void theyAreOfferedByNameAndAsNeural() {
        assertThat(stage.processor.models()).containsExactly("mesh", "neural", "net_128");
        assertThat(new Stage().processor.models()).containsExactly("mesh");
    }

    @Test
    void eachSessionGetsTheEngineThatItAsksForInOneBatch() {
        stage.person(160, 120);
        for (String name : List.of("mesh", "net_128", "neural")) {
            FaceSession session = stage.processor.open(Stage.stored(), name);
            settle(session, with(name));
            stage.used.clear();
            assertThat(stage.show(session, with(name)).verdict()).isEqualTo(Verdict.SWAPPED);
            assertThat(stage.used).containsExactly(name.equals("mesh") ? "mesh" : "net_128");
            session.close();
        }
        assertThat(stage.held).as("sources and targets of either engine").isZero();
    }

    @Test
    void anEngineThatIsNotThereIsRefusedAndItsFramesAreCovered() {
        stage.person(160, 120);
        assertThatThrownBy(() -> stage.processor.open(Stage.stored(), "other"))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(ErrorCode.NO_MODEL));
        FaceSession session = stage.open();
        settle(session, with("mesh"));
        assertThatThrownBy(() -> session.engine("other")).isInstanceOf(Fault.class);
        assertThat(stage.show(session, with("other")).verdict()).isEqualTo(Verdict.FRAME_SHIELDED);
        assertThat(stage.show(session, with("mesh")).outcome().facesSwapped()).isEqualTo(1);
        session.close();
    }

    @Test
    void aSessionChangesItsEngineWhileItLives() {
        stage.person(160, 120);
        FaceSession session = stage.open();
        settle(session, with("mesh"));
        session.engine("net_128");
        stage.used.clear();
        assertThat(stage.show(session, with("net_128")).verdict()).isEqualTo(Verdict.SWAPPED);
        assertThat(stage.used).containsExactly("net_128");
        session.revoke();
        assertThat(stage.show(session, with("net_128")).verdict()).isEqualTo(Verdict.FRAME_SHIELDED);
        session.close();
        assertThat(stage.held).isZero();
    }

    @Test
    void oneEnginesTroubleIsNotTheOthers() {
        stage.person(160, 120);
        FaceSession mesh = stage.open();
        FaceSession neural = stage.processor.open(Stage.stored(), "neural");
        settle(mesh, with("mesh"));
        settle(neural, with("neural"));
        stage.engineTrouble = job -> {
            if (job.options().engine().equals("neural")) {
                throw new IllegalStateException("CUDA out of memory, on purpose");
            }
        };
        assertThat(stage.show(neural, with("neural")).outcome())
                .isEqualTo(new FrameOutcome(Verdict.FRAME_SHIELDED, 0, true));
        assertThat(stage.show(mesh, with("mesh")).verdict()).isEqualTo(Verdict.SWAPPED);
        mesh.close();
        neural.close();
    }

    @Test
    void anEngineThatFailsItsWarmUpIsDroppedAndTheOthersAreOffered() {
        for (Throwable trouble : List.of(
                new IllegalStateException("CUDA out of memory\n  at a line of PyTorch's"),
                new OutOfMemoryError("Java heap space"),
                new UnsatisfiedLinkError("no operator of that name"))) {
            Stage three = new Stage("net_128", "net_256");
            three.inWarmUp.put("net_128", trouble);
            try (LogLines log = new LogLines()) {
                assertThat(three.processor.warmUp())
                        .extracting(EngineSpeed::engine)
                        .containsExactly("mesh", "net_256");
                assertThat(log.warnings())
                        .containsExactly("engine net_128 is not offered: it failed when it was warmed up: "
                                + trouble.getMessage().lines().findFirst().orElseThrow());
            }
            assertThat(three.closed).containsExactly("net_128");
            assertThat(three.processor.models())
                    .as("neural means the first that is left")
                    .containsExactly("mesh", "neural", "net_256");
            three.processor.close();
            assertThat(three.closed).containsExactly("net_128", "net_256", "mesh");
        }
    }

    @Test
    void withoutItsMeshEngineAWorkerIsNone() {
        stage.inWarmUp.put("mesh", new IllegalStateException("no such device"));
        assertThatThrownBy(stage.processor::warmUp).hasMessage("no such device");
    }
}
