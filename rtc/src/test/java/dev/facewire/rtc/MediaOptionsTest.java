package dev.facewire.rtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaOptionsTest {
    @Test
    void decodersAreReadFromAList() {
        assertThat(MediaOptions.parseDecoders("h264, VP8")).isEqualTo(Set.of("H264", "VP8"));
    }

    @ParameterizedTest
    @ValueSource(strings = {",", "H265", "H264,H266"})
    void unknownOnesAreNamedWithThoseThatThereAre(String text) {
        assertThatThrownBy(() -> MediaOptions.parseDecoders(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("decoders are one or more of AV1, H264, VP8, VP9");
    }

    @Test
    void whatAServerSaysIsMadePrintable() {
        IceServerError error = new IceServerError("turn:relay:3478", 401, "no\r\n\u001b[31m" + "x".repeat(500));
        assertThat(error.reason()).startsWith("no???[31mx").hasSize(IceServerError.MAX_REASON);
        assertThat(new IceServerError(null, 701, null).url()).isEmpty();
    }
}
