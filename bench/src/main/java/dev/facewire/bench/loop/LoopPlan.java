package dev.facewire.bench.loop;

import dev.facewire.client.picture.FrameSize;
import java.util.List;

/**
 * What is measured.
 *
 * @param sides in the order of the tables
 * @param sizes of the pictures
 * @param rates frames a second
 * @param sessions at once
 * @param rounds how often each is measured, in turns with the others
 * @param seconds of each measurement
 * @param warmUpSeconds before each
 * @param firstSeconds for which each side works once before anything is measured: Java compiles what is used often
 * @param media codec and bitrate
 */
record LoopPlan(
        List<Side> sides,
        List<FrameSize> sizes,
        List<Double> rates,
        List<Integer> sessions,
        int rounds,
        double seconds,
        double warmUpSeconds,
        double firstSeconds,
        Media media) {
    LoopPlan {
        sides = List.copyOf(sides);
        sizes = List.copyOf(sizes);
        rates = List.copyOf(rates);
        sessions = List.copyOf(sessions);
    }

    /** What is sent. */
    record Load(FrameSize size, double fps, int sessions) {
        @Override
        public String toString() {
            return String.format(java.util.Locale.ROOT, "%s, %.0f fps, %d", size, fps, sessions);
        }
    }
}
