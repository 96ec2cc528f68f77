package dev.facewire.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.client.fault.ClientFault;
import dev.facewire.client.picture.FrameSize;
import dev.facewire.protocol.session.FaceSelection;
import dev.facewire.protocol.session.OnLost;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ClientOptionsTest {
    @Test
    void whatIsNotGivenIsLeftToTheGateway() {
        ClientOptions options = parse("--face", "me.jpg");
        assertThat(options.engine).isNull();
        assertThat(options.faces).isNull();
        assertThat(options.mouth).isNull();
        assertThat(options.strength).isNull();
        assertThat(options.noBadge).isFalse();
        assertThat(options.input).isEqualTo("camera:0");
        assertThat(options.gateways.get(0)).hasToString("http://127.0.0.1:8080");
    }

    @Test
    void optionsAreReadByTheNamesOfTheApi() {
        ClientOptions options = parse(
                "--face-id=f",
                "--faces",
                "all",
                "--on-lost",
                "hold",
                "--no-mouth",
                "--size",
                "1280x720",
                "--gateway",
                "https://a,http://b",
                "--no-badge",
                "--strength",
                ".8");
        assertThat(options.face.id).isEqualTo("f");
        assertThat(options.faces).isEqualTo(FaceSelection.ALL);
        assertThat(options.onLost).isEqualTo(OnLost.HOLD);
        assertThat(options.mouth).isFalse();
        assertThat(options.size).isEqualTo(new FrameSize(1280, 720));
        assertThat(options.gateways).hasSize(2);
        assertThat(options.noBadge).isTrue();
        assertThat(parse("--face", "x", "--mouth").mouth).isTrue();
    }

    @Test
    void oneFaceMustBeGivenAndOnlyOne() {
        assertThatThrownBy(() -> ClientRun.prepare(parse()))
                .isInstanceOf(ClientFault.class)
                .hasMessageContaining("--face FILE");
        assertThatThrownBy(() -> parse("--face", "a", "--face-id", "b"))
                .isInstanceOf(CommandLine.ParameterException.class);
    }

    private static ClientOptions parse(String... arguments) {
        ClientMain main = new ClientMain();
        ClientMain.commandLine(main).parseArgs(arguments);
        return main.options();
    }
}
