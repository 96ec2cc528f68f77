package dev.facewire.client.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.client.capture.InputSpec;
import dev.facewire.client.capture.Inputs;
import dev.facewire.client.capture.VideoInput;
import dev.facewire.client.fault.ClientFault;
import dev.facewire.client.picture.FrameSize;
import dev.facewire.media.I420Frame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files with FFmpeg's natives: what is written can be read again, and what is broken is said to be. */
class VideoFilesIT {
    private static final long FRAME = 1_000_000_000L / 30;

    @TempDir
    private Path folder;

    @Test
    void aFilmKeepsItsPicturesAndTheirTimesThoughFramesWereLost() throws Exception {
        Path path = folder.resolve("film.mp4");
        try (Mp4File film = Mp4File.create(path, new FrameSize(320, 240))) {
            for (int k = 0; k < 60; k++) {
                if (k < 20 || k >= 40) { // twenty frames were lost on the way
                    film.write(grey(320, 240, 40 + 3 * k), k * FRAME);
                }
            }
        }
        try (Decoder decoder = Decoder.open(path, null)) {
            int count = 0;
            I420Frame picture;
            while ((picture = decoder.next()) != null) {
                int k = count < 20 ? count : count + 20;
                assertThat(decoder.ptsNanos())
                        .as("time of picture " + k)
                        .isBetween(k * FRAME - 100_000, k * FRAME + 100_000);
                assertThat(luma(picture)).as("luma of picture " + k).isBetween(40 + 3 * k - 4, 40 + 3 * k + 4);
                count++;
            }
            assertThat(count).isEqualTo(40);
            assertThat(decoder.damaged()).isFalse();
            assertThat(decoder.durationNanos()).isBetween(59 * FRAME, 61 * FRAME);
        }
    }

    @Test
    void whatStoodThereStaysUntilTheFilmIsWholeAndWhatIsWrittenCanBePlayedBefore() throws Exception {
        Path path = Files.writeString(folder.resolve("film.mp4"), "an older film");
        Mp4File film = Mp4File.create(path, new FrameSize(320, 240));
        for (int k = 0; k < 200; k++) {
            film.write(grey(320, 240, 40 + k), k * FRAME);
        }
        assertThat(path).hasContent("an older film");
        Path part;
        try (Stream<Path> all = Files.list(folder)) {
            part = all.filter(each -> each.toString().endsWith(".part"))
                    .findFirst()
                    .orElseThrow();
        }
        try (Decoder killed = Decoder.open(part, null)) { // as if this program had been killed now
            int count = 0;
            while (killed.next() != null) {
                count++;
            }
            assertThat(count).isGreaterThanOrEqualTo(120);
        }
        film.close();
        assertThat(film.kept()).isTrue();
        assertThat(part).doesNotExist();
        try (VideoInput input = Inputs.open(new InputSpec.Clip(path), null, 0)) {
            assertThat(count(input)).isEqualTo(200);
            assertThat(input.shortfall()).isEmpty();
        }
    }

    @Test
    void aFilmWithoutPicturesIsNone() throws Exception {
        Path path = Files.writeString(folder.resolve("film.mp4"), "an older film");
        Mp4File film = Mp4File.create(path, new FrameSize(320, 240));
        film.close();
        assertThat(film.kept()).isFalse();
        assertThat(folder).isDirectoryContaining("glob:**film.mp4").isDirectoryNotContaining("glob:**.part");
        assertThat(path).hasContent("an older film");
    }

    @Test
    void theSmallestPicturesMakeAFilmToo() throws Exception {
        Path path = folder.resolve("tiny.mp4");
        try (Mp4File film = Mp4File.create(path, new FrameSize(2, 2))) {
            film.write(grey(2, 2, 100), 0);
        }
        try (Decoder decoder = Decoder.open(path, null)) {
            assertThat(decoder.next()).isNotNull();
        }
    }

    @Test
    void aClipWhoseSoundIsLongerIsWhole() throws Exception {
        Path silent = film("silent.mp4", 30);
        Path tail = folder.resolve("tail.mp4");
        ffmpeg("-i", silent.toString(), "-f", "lavfi", "-i", "sine=d=4", "-c:v", "copy", tail.toString());
        Path late = folder.resolve("late.mp4");
        ffmpeg(
                "-itsoffset",
                "1.5",
                "-i",
                silent.toString(),
                "-f",
                "lavfi",
                "-i",
                "sine=d=2",
                "-c:v",
                "copy",
                late.toString());
        for (Path clip : new Path[] {tail, late}) {
            try (VideoInput input = Inputs.open(new InputSpec.Clip(clip), null, 0)) {
                assertThat(count(input)).as(clip.toString()).isEqualTo(30);
                assertThat(input.shortfall()).as(clip.toString()).isEmpty();
            }
        }
    }

    @Test
    void whatIsNoFilmIsNamedForWhatItIs() throws Exception {
        Path picture = folder.resolve("still.png");
        Path sound = folder.resolve("sound.m4a");
        ffmpeg("-f", "lavfi", "-i", "testsrc=d=1", "-frames:v", "1", picture.toString());
        ffmpeg(
                "-f",
                "lavfi",
                "-i",
                "sine=d=2",
                "-i",
                picture.toString(),
                "-map",
                "0",
                "-map",
                "1",
                "-c:v",
                "copy",
                "-disposition:v:0",
                "attached_pic",
                sound.toString());
        assertThatThrownBy(() -> Inputs.open(new InputSpec.Clip(picture), null, 0))
                .isInstanceOf(ClientFault.class)
                .hasMessageContaining("it is a picture");
        assertThatThrownBy(() -> Inputs.open(new InputSpec.Clip(sound), null, 0))
                .isInstanceOf(ClientFault.class)
                .hasMessageContaining("it holds no video");
    }

    @Test
    void aFilmThatBeginsLateKeepsItsLastPicture() throws Exception {
        for (int frames = 1; frames < 20; frames++) {
            Path path = folder.resolve("late" + frames + ".mp4");
            try (Mp4File film = Mp4File.create(path, new FrameSize(64, 64))) {
                for (int k = 0; k < frames; k++) {
                    film.write(grey(64, 64, 60 + 5 * k), 61_700_000 + k * 33_371_000L);
                }
            }
            try (VideoInput input = Inputs.open(new InputSpec.Clip(path), null, 0)) {
                assertThat(count(input)).isEqualTo(frames);
            }
        }
    }

    @Test
    void oddSizesAndSizesThatChangeAreFitted() throws Exception {
        Path path = folder.resolve("odd.mp4");
        try (Mp4File film = Mp4File.create(path, new FrameSize(321, 241))) {
            assertThat(film.size()).isEqualTo(new FrameSize(322, 242));
            film.write(grey(321, 241, 100), 0);
            film.write(grey(640, 240, 200), FRAME);
            film.write(grey(100, 242, 150), 2 * FRAME);
        }
        try (Decoder decoder = Decoder.open(path, null)) {
            assertThat(decoder.size()).isEqualTo(new FrameSize(322, 242));
            assertThat(luma(decoder.next())).isBetween(96, 104);
            assertThat(luma(decoder.next())).isBetween(196, 204);
            I420Frame narrow = decoder.next();
            assertThat(luma(narrow)).isBetween(146, 154);
            assertThat(narrow.y().get(120 * narrow.strideY() + 20) & 0xFF)
                    .as("beside it is black")
                    .isLessThan(30);
            assertThat(decoder.next()).isNull();
        }
    }

    @Test
    void aClipIsScaledInsideABoxAndCanBePlayedTwice() throws Exception {
        Path path = film("clip.mp4", 12);
        VideoInput input = Inputs.open(new InputSpec.Clip(path), new FrameSize(160, 160), 0);
        try (input) {
            assertThat(input.size()).isEqualTo(new FrameSize(160, 120));
            assertThat(count(input)).isEqualTo(12);
            assertThat(input.rewind()).isTrue();
            assertThat(count(input)).isEqualTo(12);
            assertThat(input.shortfall()).isEmpty();
        }
    }

    @Test
    void aTruncatedClipGivesWhatItHasAndSaysSo() throws Exception {
        Path whole = film("whole.mkv.mp4", 90);
        // With its index in front, as on the web; only then is there anything in a file that was cut off.
        Path front = folder.resolve("front.mp4");
        fastStart(whole, front);
        byte[] bytes = Files.readAllBytes(front);
        Path cut = folder.resolve("cut.mp4");
        Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));

        try (VideoInput input = Inputs.open(new InputSpec.Clip(cut), null, 0)) {
            assertThat(count(input)).isBetween(10, 80);
            assertThat(input.shortfall())
                    .hasValueSatisfying(
                            words -> assertThat(words).contains("truncated").contains("what is there was sent"));
        }

        Path headless = folder.resolve("headless.mp4");
        byte[] indexAtEnd = Files.readAllBytes(whole);
        Files.write(headless, Arrays.copyOf(indexAtEnd, indexAtEnd.length / 2));
        assertThatThrownBy(() -> Inputs.open(new InputSpec.Clip(headless), null, 0))
                .isInstanceOfSatisfying(
                        ClientFault.class, fault -> assertThat(fault).hasMessageContaining("can't be read as a video"));
    }

    @Test
    void whatIsNoClipIsNamed() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "hello".repeat(1000));
        assertThatThrownBy(() -> Inputs.open(new InputSpec.Clip(text), null, 0)).isInstanceOf(ClientFault.class);
        assertThatThrownBy(() -> Inputs.open(new InputSpec.Clip(folder), null, 0))
                .isInstanceOf(ClientFault.class);
        assertThatThrownBy(() -> Inputs.open(new InputSpec.Clip(folder.resolve("none.mp4")), null, 0))
                .isInstanceOf(ClientFault.class)
                .hasMessageContaining("there is no clip");
        assertThatThrownBy(() -> Inputs.open(new InputSpec.Camera("97"), null, 0))
                .isInstanceOf(ClientFault.class)
                .hasMessageContaining("there is no camera");
        assertThatThrownBy(() -> Mp4File.create(folder.resolve("no/such/folder.mp4"), new FrameSize(64, 64)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void thePatternMovesAndHasItsSize() {
        try (VideoInput input = Inputs.open(new InputSpec.TestPattern(), new FrameSize(321, 241), 10)) {
            I420Frame first = input.next();
            byte[] before = new byte[first.y().capacity()];
            first.y().get(0, before);
            I420Frame second = input.next();
            assertThat(second.width()).isEqualTo(321);
            assertThat(input.ptsNanos()).isEqualTo(100_000_000);
            byte[] after = new byte[before.length];
            second.y().get(0, after);
            assertThat(after).isNotEqualTo(before);
        }
    }

    private Path film(String name, int frames) throws IOException {
        Path path = folder.resolve(name);
        try (Mp4File film = Mp4File.create(path, new FrameSize(320, 240));
                VideoInput pattern = Inputs.open(new InputSpec.TestPattern(), new FrameSize(320, 240), 30)) {
            for (int k = 0; k < frames; k++) {
                film.write(pattern.next(), k * FRAME);
            }
        }
        return path;
    }

    /** Moves the index to the front, with the ffmpeg program that comes with the library. */
    private static void fastStart(Path from, Path to) throws Exception {
        ffmpeg("-i", from.toString(), "-c", "copy", "-movflags", "+faststart", to.toString());
    }

    private static void ffmpeg(String... arguments) throws Exception {
        String ffmpeg = org.bytedeco.javacpp.Loader.load(org.bytedeco.ffmpeg.ffmpeg.class);
        List<String> command = new ArrayList<>(List.of(ffmpeg, "-v", "error"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private static int count(VideoInput input) {
        int count = 0;
        while (input.next() != null) {
            count++;
        }
        return count;
    }

    private static I420Frame grey(int width, int height, int luma) {
        I420Frame frame = I420Frame.allocate(width, height);
        for (int i = 0; i < frame.y().capacity(); i++) {
            frame.y().put(i, (byte) luma);
        }
        for (int i = 0; i < frame.u().capacity(); i++) {
            frame.u().put(i, (byte) 128);
            frame.v().put(i, (byte) 128);
        }
        return frame;
    }

    private static int luma(I420Frame frame) {
        return frame.y().get(frame.height() / 2 * frame.strideY() + frame.width() / 2) & 0xFF;
    }
}
