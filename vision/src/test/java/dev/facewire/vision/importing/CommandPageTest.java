package dev.facewire.vision.importing;

import dev.facewire.protocol.page.CommandPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The command reference shows what {@code --help} prints. */
class CommandPageTest {
    private final CommandLine line = new ModelsMain(System.out, System.err).commandLine();

    @Test
    void models() throws Exception {
        CommandPage.check("facewire models", line.getUsageMessage(Ansi.OFF));
    }

    @ParameterizedTest
    @ValueSource(strings = {"import", "list", "verify", "info"})
    void eachOfItsCommands(String command) throws Exception {
        CommandPage.check(
                "facewire models " + command, line.getSubcommands().get(command).getUsageMessage(Ansi.OFF));
    }
}
