package dev.facewire.client.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.client.fault.ClientFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever two names lead to one file, a person's film is not written over. */
class RunFilesIT {
    @TempDir
    private Path folder;

    private Path film;

    @BeforeEach
    void film() throws IOException {
        film = Files.writeString(folder.resolve("film.mp4"), "a film");
    }

    @Test
    void anOutputThatIsAnInputIsRefusedUnderEachOfItsNames() throws IOException {
        Path soft = Files.createSymbolicLink(folder.resolve("soft.mp4"), film);
        Path hard = Files.createLink(folder.resolve("hard.mp4"), film);
        Files.createDirectory(folder.resolve("sub"));
        Path inside = Files.createSymbolicLink(folder.resolve("inside"), folder);
        for (Path name : new Path[] {
            film,
            soft,
            hard,
            folder.resolve("./film.mp4"),
            folder.resolve("sub/../film.mp4"),
            inside.resolve("film.mp4")
        }) {
            assertThatThrownBy(() -> new RunFiles()
                            .reads("--input", film)
                            .writes("--output", name, List.of(".mp4"))
                            .requireApart())
                    .as(name.toString())
                    .isInstanceOf(ClientFault.class)
                    .hasMessageContaining("--output and --input are the same file");
        }
        assertThat(film).hasContent("a film");
    }

    @Test
    void twoOutputsAreRefusedAsOneThoughNeitherIsThereYet() throws IOException {
        Path ahead = Files.createSymbolicLink(folder.resolve("ahead.mp4"), folder.resolve("new.mp4"));
        for (Path name : new Path[] {folder.resolve("new.mp4"), folder.resolve("./new.mp4"), ahead}) {
            assertThatThrownBy(() -> new RunFiles()
                            .writes("--output", folder.resolve("new.mp4"), List.of())
                            .writes("--side-by-side", name, List.of())
                            .requireApart())
                    .as(name.toString())
                    .hasMessageContaining("--output and --side-by-side are the same file");
        }
        assertThatCode(() -> new RunFiles()
                        .reads("--input", film)
                        .writes("--output", folder.resolve("new.mp4"), List.of())
                        .writes("--side-by-side", folder.resolve("other.mp4"), List.of())
                        .requireApart())
                .doesNotThrowAnyException();
    }

    @Test
    void namesThatCantBeWrittenAreRefusedAndNothingIsLeftBehind() throws IOException {
        refused(folder, "it is a folder");
        refused(folder.resolve("none/out.mp4"), "there is no folder");
        refused(film.resolve("out.mp4"), "there is no folder");
        refused(folder.resolve("x".repeat(300) + ".mp4"), "too long");
        refused(Files.createSymbolicLink(folder.resolve("round"), folder.resolve("round")), "circle");
        assertThatThrownBy(() -> new RunFiles().writes("--output", folder.resolve("out.avi"), List.of(".mp4", ".mov")))
                .hasMessageContaining("must end with .mp4 or .mov");
        RunFiles unusual = new RunFiles()
                .writes("--output", folder.resolve("a:b.MP4"), List.of(".mp4"))
                .writes("--report", folder.resolve("y".repeat(250)), List.of());
        assertThatCode(unusual::requireApart).doesNotThrowAnyException();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(film, folder.resolve("round"));
        }
    }

    @Test
    void aFileIsReplacedWhenTheNewOneIsWholeAndNotBefore() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link.mp4"), film);
        PartFile part = PartFile.create(link);
        Files.writeString(part.path(), "half a film");
        assertThat(film).hasContent("a film");
        part.discard();
        assertThat(film).hasContent("a film");
        PartFile.write(link, new byte[] {'n', 'e', 'w'});
        assertThat(film).hasContent("new");
        assertThat(link).isSymbolicLink();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(film, link);
        }
    }

    private static void refused(Path output, String words) {
        assertThatThrownBy(() -> new RunFiles().writes("--output", output, List.of()))
                .as(output.toString())
                .isInstanceOf(ClientFault.class)
                .hasMessageContaining("--output")
                .hasMessageContaining(words);
    }
}
