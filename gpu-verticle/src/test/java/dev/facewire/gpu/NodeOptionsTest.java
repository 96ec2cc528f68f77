package dev.facewire.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.rtc.MediaOptions;
import dev.facewire.rtc.PortRange;
import dev.facewire.vision.neural.NeuralChoice;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class NodeOptionsTest {
    @TempDir
    Path models;

    private NeuralChoice choice(String... words) {
        NodeOptions options = parsed(words);
        options.modelsDir = models;
        return options.neural();
    }

    private static NodeOptions parsed(String... words) {
        NodeOptions options = new NodeOptions();
        CommandLine line = new CommandLine(CommandLine.Model.CommandSpec.create()
                .addMixin("options", CommandLine.Model.CommandSpec.forAnnotatedObject(options)));
        line.parseArgs(words);
        return options;
    }

    @Test
    void mediaGoesByUdpAndIsDecodedWhateverItIsUnlessTheOperatorSaysOtherwise() {
        assertThat(parsed().worker(1).media()).isEqualTo(MediaOptions.DEFAULTS);
        MediaOptions asked = parsed("--media-ports", "50000-50100", "--ice-tcp", "--decoders", "h264")
                .worker(1)
                .media();
        assertThat(asked).isEqualTo(new MediaOptions(new PortRange(50000, 50100), true, Set.of("H264")));
        assertThatThrownBy(() -> parsed("--decoders", "H264,divx").worker(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--decoders: decoders are one or more of AV1, H264, VP8, VP9, not DIVX, H264");
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
