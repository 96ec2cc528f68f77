package dev.facewire.bench.quality.scene;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What happens to a clip in a scene of stress. */
public enum Stress {
    /** A hand comes up before the face and goes again. */
    HAND_UP,
    /** A hand comes from the side. */
    HAND_SIDE,
    /** A phone comes down before the face. */
    PHONE,
    /** The face leaves by the left edge and comes back. */
    EXIT_LEFT,
    /** … by the lower edge. */
    EXIT_BOTTOM,
    /** The face jumps to and fro. */
    WHIP,
    /** For ten frames the light is off. */
    BLACKOUT,
    /** The head is laid over, up to 110 degrees. */
    ROLL,
    /** The picture smears sideways. */
    MOTION_BLUR,
    /** The face shrinks to a tenth. */
    SHRINK,
    /** Somebody else comes in from the right. */
    SECOND_PERSON;

    /** As on the command line and in tables. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads {@code all}, or labels with commas between.
     *
     * @throws IllegalArgumentException in words for a person
     */
    public static List<Stress> parse(String names) {
        if (names.equals("all")) {
            return List.of(values());
        }
        List<Stress> scenes = new ArrayList<>();
        for (String name : names.split(",", -1)) {
            scenes.add(Arrays.stream(values())
                    .filter(scene -> scene.label().equals(name.trim()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("there is no scene '" + name + "'; there are: all, "
                            + String.join(
                                    ", ",
                                    Arrays.stream(values()).map(Stress::label).toList()))));
        }
        return scenes;
    }

    /** How far a scene's movement has gone at a frame: still for 20 frames, then there and back in 90, 0 to 1. */
    static double phase(int frame) {
        return frame < 20 ? 0 : Math.min(1, 1.15 * (0.5 - 0.5 * Math.cos(2 * Math.PI * (frame - 20) / 90)));
    }
}
