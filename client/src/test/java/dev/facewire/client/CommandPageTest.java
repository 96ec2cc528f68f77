package dev.facewire.client;

import dev.facewire.protocol.page.CommandPage;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The command reference shows what {@code --help} prints. */
class CommandPageTest {

    @Test
    void client() throws Exception {
        CommandPage.check("facewire client", new CommandLine(ClientMain.class).getUsageMessage(Ansi.OFF));
    }
}
