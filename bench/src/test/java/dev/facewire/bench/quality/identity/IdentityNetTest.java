package dev.facewire.bench.quality.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityNetTest {
    @TempDir
    private Path cache;

    @Test
    void withoutTheFileAndWithoutLeaveToFetchItTheReasonIsTold() {
        assertThatThrownBy(() -> IdentityNet.open(cache, false))
                .isInstanceOf(IdentityNet.Missing.class)
                .hasMessageContaining(cache.toString());
    }

    @Test
    void anotherFileOfThatNameIsNotUsed() throws Exception {
        Files.write(cache.resolve("MobileFaceNet.tflite"), new byte[] {1, 2, 3});
        assertThatThrownBy(() -> IdentityNet.open(cache, false)).isInstanceOf(IdentityNet.Missing.class);
    }

    @Test
    void aFileIsKnownByItsSum() throws Exception {
        Files.write(cache.resolve("file.bin"), "abc".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        String sum = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; // FIPS 180-2, appendix B.1
        assertThat(new NpmFile("p@1", "in/file.bin", sum).cached(cache)).hasSize(3);
        assertThat(new NpmFile("p@1", "in/file.bin", "00").cached(cache)).isNull();
        assertThat(new NpmFile("p@1", "in/other.bin", sum).cached(cache)).isNull();
    }
}
