package dev.facewire.it.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facewire.it.attack.HealthWatch;
import dev.facewire.it.attack.Processes;
import dev.facewire.it.attack.Target;
import java.time.Duration;
import java.util.Random;

/**
 * Gives a target one input after another and looks after it. An input follows from the seed, the generator's name and its
 * number alone, so that {@code -Dfacewire.fuzz.first=N -Dfacewire.fuzz.inputs=1} gives the N-th once more.
 */
final class Fuzzer {
    private static final int INPUTS = Integer.getInteger("facewire.fuzz.inputs", 20_000);
    private static final long FIRST = Long.getLong("facewire.fuzz.first", 0);
    private static final long SEED = Long.getLong("facewire.fuzz.seed", 20261130);
    private static final int LOOK_EVERY = 100;
    /** What a process grows by under ordinary use: caches, compiled code, pools of native memory. */
    private static final long GROWTH_MB = 300;
    /** The goal is a second; a machine that is busy with other things is slower by itself. */
    private static final double UNANSWERED_MS = 1000;

    /** Makes and sends one input. */
    @FunctionalInterface
    interface Generator {
        /**
         * Sends it, and checks the answer where there is one.
         *
         * @throws AssertionError where the answer is none that bad input may get
         */
        void send(Random random) throws Exception;
    }

    private Fuzzer() {}

    /**
     * Sends inputs.
     *
     * @param cost of an input in plain requests: so much fewer are sent
     */
    static void run(Target target, String name, int cost, Generator generator) throws Exception {
        int inputs = count(cost);
        System.out.printf("fuzz %s: %d inputs, the first is number %d, seed %d%n", name, inputs, FIRST, SEED);
        long gatewayMb = Processes.residentMb(target.gateway().pid());
        long nodeMb = Processes.residentMb(target.node().pid());
        double ordinaryMs = target.healthMs();
        try (HealthWatch health = HealthWatch.of(target)) {
            for (long number = FIRST; number < FIRST + inputs; number++) {
                try {
                    generator.send(random(name, number));
                    if (number % LOOK_EVERY == 0) {
                        assertThat(target.isAlive()).as("gateway and node live").isTrue();
                    }
                } catch (Exception | AssertionError e) {
                    throw new AssertionError(
                            "input " + number + " of " + name + "; again: -Dfacewire.fuzz.seed=" + SEED
                                    + " -Dfacewire.fuzz.first=" + number + " -Dfacewire.fuzz.inputs=" + cost,
                            e);
                }
            }
            assertThat(health.longestMs())
                    .as("longest time in which health was not answered, in ms")
                    .isLessThan(UNANSWERED_MS + 20 * ordinaryMs);
        }
        assertThat(target.isAlive()).as("gateway and node live").isTrue();
        await("all slots are free").atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(target.slotsInUse())
                .isZero());
        assertThat(target.errors()).as("errors in the logs").isEmpty();
        long gatewayAfterMb = Processes.residentMb(target.gateway().pid());
        long nodeAfterMb = Processes.residentMb(target.node().pid());
        System.out.printf(
                "fuzz %s: done; gateway %d -> %d MB, node %d -> %d MB%n",
                name, gatewayMb, gatewayAfterMb, nodeMb, nodeAfterMb);
        assertThat(gatewayAfterMb).as("gateway's memory, MB").isLessThan(gatewayMb * 120 / 100 + GROWTH_MB);
        assertThat(nodeAfterMb).as("node's memory, MB").isLessThan(nodeMb * 120 / 100 + GROWTH_MB);
    }

    /** How many inputs of so much cost are made; at least one. */
    static int count(int cost) {
        return Math.max(1, INPUTS / cost);
    }

    /** The randomness of one input. */
    static Random random(String name, long number) {
        return new Random(SEED * 31 + name.hashCode() * 1_000_003L + number * 0x9E3779B97F4A7C15L);
    }

    static long seed() {
        return SEED;
    }
}
