package dev.facewire.bench.loop;

import dev.facewire.bench.assign.Percentiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Frames of one session by their counter: when each was sent, and when it came back. The sender's thread writes the one, the
 * receiver's the other.
 */
final class LoopSamples {
    private static final long NEVER = Long.MIN_VALUE;

    private long[] sent = new long[1024];
    private long[] back = new long[1024];
    private int count;

    /** Notes that the next frame is sent now; returns its counter. */
    synchronized int sent(long nanos) {
        if (count == sent.length) {
            sent = Arrays.copyOf(sent, 2 * count);
            back = Arrays.copyOf(back, 2 * count);
        }
        sent[count] = nanos;
        back[count] = NEVER;
        return count++;
    }

    /** Notes that a frame came back; only its first time counts. */
    synchronized void back(int counter, long nanos) {
        if (counter < count && back[counter] == NEVER) {
            back[counter] = nanos;
        }
    }

    /** Those that were sent from one moment until another. */
    synchronized List<Sample> between(long fromNanos, long toNanos) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (sent[i] - fromNanos >= 0 && sent[i] - toNanos < 0) {
                samples.add(new Sample(sent[i], back[i] == NEVER ? Double.NaN : (back[i] - sent[i]) / 1e6));
            }
        }
        return samples;
    }

    /**
     * A frame.
     *
     * @param loopMs NaN where it did not come back
     */
    record Sample(long sentNanos, double loopMs) {
        boolean returned() {
            return !Double.isNaN(loopMs);
        }

        long backNanos() {
            return sentNanos + (long) (loopMs * 1e6);
        }
    }

    /** Loop times of those that came back. */
    static double[] loops(List<Sample> samples) {
        return samples.stream()
                .filter(Sample::returned)
                .mapToDouble(Sample::loopMs)
                .toArray();
    }

    /** How the loop time grows, in ms a minute: over the medians of its seconds. */
    static double growthMsPerMinute(List<Sample> samples) {
        List<Sample> returned = samples.stream().filter(Sample::returned).toList();
        if (returned.isEmpty()) {
            return 0;
        }
        long begin = returned.get(0).sentNanos();
        List<Double> minutes = new ArrayList<>();
        List<Double> medians = new ArrayList<>();
        for (int from = 0; from < returned.size(); ) {
            long second = (returned.get(from).sentNanos() - begin) / 1_000_000_000;
            int to = from;
            while (to < returned.size() && (returned.get(to).sentNanos() - begin) / 1_000_000_000 == second) {
                to++;
            }
            minutes.add(second / 60.0);
            medians.add(Percentiles.of(loops(returned.subList(from, to)), 0.5));
            from = to;
        }
        return Slope.of(array(minutes), array(medians));
    }

    /** Times without a frame coming back that are longer than a limit, in ms. */
    static List<Double> gapsOver(List<Sample> samples, double limitMs) {
        long[] times = samples.stream()
                .filter(Sample::returned)
                .mapToLong(Sample::backNanos)
                .sorted()
                .toArray();
        List<Double> gaps = new ArrayList<>();
        for (int i = 1; i < times.length; i++) {
            double ms = (times[i] - times[i - 1]) / 1e6;
            if (ms > limitMs) {
                gaps.add(ms);
            }
        }
        return gaps;
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
