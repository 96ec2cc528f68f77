package dev.facewire.gpu.manual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.protocol.Json;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.sdp.Description;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that anybody may have put there: a large one, a link, the wrong one. */
class SignallingFilesIT {
    private static final int LOOKS = 10;

    @TempDir
    private Path folder;

    private Path offer;
    private Path answer;

    @BeforeEach
    void names() {
        offer = folder.resolve("offer.json");
        answer = folder.resolve("answer.json");
    }

    @Test
    void aFileLargerThanTheMemoryIsRefusedAndALaterOfferIsTaken() throws IOException {
        try (RandomAccessFile large = new RandomAccessFile(offer.toFile(), "rw")) {
            large.setLength(5L << 30); // sparse
        }
        OfferFile offers = new OfferFile(offer);
        assertThatThrownBy(() -> {
                    for (int look = 0; look < LOOKS; look++) {
                        offers.next();
                    }
                })
                .isInstanceOf(Fault.class)
                .hasMessageContaining("more than 512 KB");
        assertThat(offers.next()).as("said once").isEmpty();
        Files.writeString(offer, Json.encode(new Description("v=0", "offer")));
        assertThat(offers.next()).hasValue("v=0");
    }

    @Test
    void anOfferInUtf16IsTakenAndAnAnswerInItsPlaceIsNamed() throws IOException {
        OfferFile offers = new OfferFile(offer);
        String text = '\uFEFF' + Json.encode(new Description("v=0", "offer"));
        Files.write(offer, text.getBytes(StandardCharsets.UTF_16LE));
        assertThat(offers.next()).hasValue("v=0");
        Files.writeString(offer, Json.encode(new Description("v=0", "answer")));
        assertThatThrownBy(offers::next).hasMessageContaining("it holds an answer");
    }

    @Test
    void anAnswerIsPrivateAndGoesThroughNoLink() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious.txt"), "not yours");
        Files.createSymbolicLink(answer, precious);
        Files.createSymbolicLink(folder.resolve("answer.json.part"), precious);
        new AnswerFile(answer).write("v=0");
        assertThat(precious).hasContent("not yours");
        assertThat(answer).isRegularFile().hasContent(Json.encode(new Description("v=0", "answer")));
        assertThat(Files.isSymbolicLink(answer)).isFalse();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(answer)))
                .isEqualTo("rw-------");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).hasSize(3);
        }
    }

    @Test
    void anOldAnswerIsRemovedAndAnythingElseIsKept() throws IOException {
        AnswerFile file = new AnswerFile(answer);
        assertThat(file.removeOld()).isFalse();
        file.write("v=0");
        assertThat(file.removeOld()).isTrue();
        assertThat(answer).doesNotExist();
        Files.writeString(answer, "my notes");
        assertThatThrownBy(file::removeOld)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no old answer");
        assertThat(answer).hasContent("my notes");
    }
}
