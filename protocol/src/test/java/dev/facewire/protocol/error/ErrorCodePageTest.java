package dev.facewire.protocol.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page of error codes is complete, and right about statuses and retries. */
class ErrorCodePageTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\| (\\d{3}) \\| (yes)? ?\\| .+ \\|$");

    @Test
    void listsEveryCodeAsItIs() throws Exception {
        Map<String, String> code = new TreeMap<>();
        for (ErrorCode each : ErrorCode.values()) {
            code.put(each.name(), each.httpStatus() + (each.retryable() ? " yes" : ""));
        }
        Map<String, String> page = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(Path.of("../docs/reference/error-codes.md")));
        while (row.find()) {
            page.put(row.group(1), row.group(2) + (row.group(3) == null ? "" : " yes"));
        }
        assertThat(page).isEqualTo(code);
    }
}
