package dev.facewire.bench.loop;

import dev.facewire.bench.quality.clip.ClipSpec;
import dev.facewire.bench.quality.clip.Footage;
import dev.facewire.client.picture.FrameSize;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The demo's clip in the sizes and rates that are sent, decoded once each. */
final class Clips {
    private static final int MOST_FRAMES = 90;

    private final Path clip;
    private final Map<String, Footage> made = new HashMap<>();

    Clips(Path home) {
        this.clip = home.resolve("demo/clip.mp4");
    }

    /** Enlarged until it fits into the size, in a grey frame where its shape is another. */
    Footage of(FrameSize size, double fps) {
        return made.computeIfAbsent(size + "@" + fps, key -> new ClipSpec(clip, 0)
                .read(size, MOST_FRAMES)
                .toAndFro(fps)
                .within(size));
    }
}
