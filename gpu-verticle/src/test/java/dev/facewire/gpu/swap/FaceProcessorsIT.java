package dev.facewire.gpu.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.gpu.device.DeviceSpec;
import dev.facewire.gpu.enrol.SourceFace;
import dev.facewire.gpu.neural.NeuralChoice;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaceProcessorsIT {
    private int closed;

    /** The engine, and when it is closed. */
    private final class Watched implements SwapEngine {
        private final SwapEngine engine;

        Watched(SwapEngine engine) {
            this.engine = engine;
        }

        @Override
        public String name() {
            return engine.name();
        }

        @Override
        public Prepared prepare(SourceFace face) {
            return engine.prepare(face);
        }

        @Override
        public Prepared prepareStandIn() {
            return engine.prepareStandIn();
        }

        @Override
        public Target target() {
            return engine.target();
        }

        @Override
        public void swap(List<Job> jobs) {
            engine.swap(jobs);
        }

        @Override
        public void close() {
            closed++;
            engine.close();
        }
    }

    @Test
    void whatWasOpenedIsClosedWhereTheRestCanNotBe() {
        assertThatThrownBy(() -> FaceProcessors.open(
                        new DeviceSpec("cpu", 0),
                        NeuralChoice.none(),
                        finder -> {
                            throw new IllegalStateException("no finder, on purpose");
                        },
                        Watched::new))
                .hasMessage("no finder, on purpose")
                .hasNoSuppressedExceptions();
        assertThat(closed).isEqualTo(1);
    }
}
