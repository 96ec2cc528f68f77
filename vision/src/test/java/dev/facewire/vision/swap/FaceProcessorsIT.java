package dev.facewire.vision.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.vision.engine.SwapEngine;
import dev.facewire.vision.neural.NeuralChoice;
import dev.facewire.vision.tensor.DeviceSpec;
import org.junit.jupiter.api.Test;

class FaceProcessorsIT {
    private int closed;

    /** The engine, and when it is closed. */
    private final class Watched extends EngineAround {
        Watched(SwapEngine engine) {
            super(engine);
        }

        @Override
        public void close() {
            closed++;
            super.close();
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
