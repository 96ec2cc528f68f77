package dev.facewire.gpu;

import dev.facewire.protocol.page.CommandPage;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The command reference shows what {@code --help} prints. */
class CommandPageTest {

    @Test
    void node() throws Exception {
        CommandPage.check("facewire node", new CommandLine(NodeMain.class).getUsageMessage(Ansi.OFF));
    }
}
