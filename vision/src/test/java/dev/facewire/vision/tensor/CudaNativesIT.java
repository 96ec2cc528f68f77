package dev.facewire.vision.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was fetched is used only where it is what the operator knows. */
class CudaNativesIT {
    /** {@code printf a > libb.so; printf b > liba.so; LC_ALL=C sha256sum * | sha256sum}. */
    private static final String DIGEST = "8507c76392e0a6701c838559d61f99cc354b3eedc3c871aff5954565e5afae13";

    @TempDir
    Path folder;

    @BeforeEach
    void fetched() throws Exception {
        Files.writeString(folder.resolve("libb.so"), "a");
        Files.writeString(folder.resolve("liba.so"), "b");
    }

    @Test
    void theSameFilesPass() {
        assertThat(FolderDigest.of(folder)).isEqualTo(DIGEST);
        assertThatCode(() -> CudaNatives.check(folder, DIGEST)).doesNotThrowAnyException();
        assertThatCode(() -> CudaNatives.check(folder, null)).doesNotThrowAnyException();
    }

    @Test
    void otherFilesAreRefusedAndDeleted() throws Exception {
        Files.writeString(folder.resolve("liba.so"), "c");

        assertThatThrownBy(() -> CudaNatives.check(folder, DIGEST)).hasMessageContaining("FACEWIRE_PYTORCH_SHA256");
        assertThat(folder).isEmptyDirectory();
    }
}
