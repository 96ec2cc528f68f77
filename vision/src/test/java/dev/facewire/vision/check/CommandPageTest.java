package dev.facewire.vision.check;

import dev.facewire.protocol.page.CommandPage;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The command reference shows what {@code --help} prints. */
class CommandPageTest {

    @Test
    void faceCheck() throws Exception {
        CommandPage.check("facewire face check", new CommandLine(new FaceCheck(System.out)).getUsageMessage(Ansi.OFF));
    }
}
