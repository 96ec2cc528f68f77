package dev.facewire.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.vision.neural.NeuralChoice;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class NodeOptionsTest {
    @TempDir
    Path models;

    private NeuralChoice choice(String... words) {
        NodeOptions options = new NodeOptions();
        CommandLine line = new CommandLine(CommandLine.Model.CommandSpec.create()
                .addMixin("options", CommandLine.Model.CommandSpec.forAnnotatedObject(options)));
        line.parseArgs(words);
        options.modelsDir = models;
        return options.neural();
    }

    @Test
    void whoNamesTheSlotsGetsModelsThatAreTooSlow() {
        assertThat(choice("--slots", "1").anyway()).isTrue();
        assertThat(choice("--slots", "auto").anyway()).isFalse();
    }

    @Test
    void aModelThatIsNotThereIsSaidToBeSo() {
        assertThatThrownBy(() -> choice("--models", "nobody"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there is no model 'nobody'");
    }
}
