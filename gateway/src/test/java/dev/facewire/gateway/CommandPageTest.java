package dev.facewire.gateway;

import dev.facewire.gateway.drain.DrainMain;
import dev.facewire.protocol.page.CommandPage;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The command reference shows what {@code --help} prints. */
class CommandPageTest {

    @Test
    void gateway() throws Exception {
        CommandPage.check("facewire gateway", new CommandLine(GatewayMain.class).getUsageMessage(Ansi.OFF));
    }

    @Test
    void drain() throws Exception {
        CommandPage.check("facewire drain", new CommandLine(DrainMain.class).getUsageMessage(Ansi.OFF));
    }
}
