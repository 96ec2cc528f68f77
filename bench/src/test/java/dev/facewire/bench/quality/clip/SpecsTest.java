package dev.facewire.bench.quality.clip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SpecsTest {

    @Test
    void aClipMayBeginLater() {
        assertThat(ClipSpec.parse("a/b.mp4")).isEqualTo(new ClipSpec(Path.of("a/b.mp4"), 0));
        assertThat(ClipSpec.parse("a/b.mp4@150")).isEqualTo(new ClipSpec(Path.of("a/b.mp4"), 150));
        assertThat(ClipSpec.parse("me@home.mp4")).isEqualTo(new ClipSpec(Path.of("me@home.mp4"), 0));
        assertThat(ClipSpec.parse("a/b.c.mp4@3").name()).isEqualTo("b.c");
    }

    @Test
    void aFaceIsAPhotoOrAFrame() {
        assertThat(FaceSpec.parse("me.jpg").ofClip()).isFalse();
        assertThat(FaceSpec.parse("me@home.jpg")).isEqualTo(new FaceSpec(Path.of("me@home.jpg"), null));
        FaceSpec frontal = FaceSpec.parse("x/me.mp4@frontal");
        assertThat(frontal.frontal()).isTrue();
        assertThat(frontal.name()).isEqualTo("me");
        assertThat(FaceSpec.parse("x/me.mp4@12").name()).isEqualTo("me@12");
    }
}
