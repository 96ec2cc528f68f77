package dev.facewire.protocol.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The help texts in {@code docs/reference/cli.md}: a heading and a fenced block for each command. Tests of the modules
 * that hold the commands compare them, or write them with {@code -Dfacewire.docs.write=true}. Not thread-safe.
 */
public final class CommandPage {
    private static final Path PAGE = Path.of("../docs/reference/cli.md");
    private static final String WRITE = "facewire.docs.write";

    private CommandPage() {}

    /** Compares a command's section with its help text; writes it first where that is asked for. */
    public static void check(String command, String help) throws IOException {
        String text = help.lines().map(String::stripTrailing).reduce("", (all, line) -> all + line + "\n");
        String page = Files.readString(PAGE);
        Matcher block = block(command).matcher(page);
        assertThat(block.find())
                .as("%s has no section \"## %s\" with a fenced block", PAGE, command)
                .isTrue();
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(PAGE, page.substring(0, block.start(1)) + text + page.substring(block.end(1)));
            return;
        }
        assertThat(block.group(1))
                .as("the help of \"%s\" in %s is out of date: run this test with -D%s=true", command, PAGE, WRITE)
                .isEqualTo(text);
    }

    private static Pattern block(String command) {
        return Pattern.compile("(?m)^## " + Pattern.quote(command) + "\\n\\n```\\n((?:(?!```).*\\n)*)```$");
    }
}
