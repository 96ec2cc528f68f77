package dev.facewire.vision.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnpackedLibrariesTest {
    @Test
    void onlyFoldersOfThePrefixFromWhichThisProcessMapsSomething() {
        List<String> maps = List.of(
                "7f00-7f01 r-xp 00000000 08:01 1   /tmp/onnxruntime-java12/libonnxruntime.so",
                "7f01-7f02 r--p 00000000 08:01 1   /tmp/onnxruntime-java12/libonnxruntime4j_jni.so",
                "7f02-7f03 r-xp 00000000 08:01 2   /tmp/other-java12/lib.so",
                "7f03-7f04 r-xp 00000000 08:01 3   /home/me/onnxruntime-java3/lib.so",
                "7f04-7f05 r-xp 00000000 08:01 4   /tmp/deep/onnxruntime-java3/lib.so",
                "7f05-7f06 rw-p 00000000 00:00 0",
                "7f06-7f07 rw-p 00000000 00:00 0   [heap]");

        assertThat(UnpackedLibraries.folders(maps, Path.of("/tmp"), "onnxruntime-java"))
                .containsExactly(Path.of("/tmp/onnxruntime-java12"));
    }
}
