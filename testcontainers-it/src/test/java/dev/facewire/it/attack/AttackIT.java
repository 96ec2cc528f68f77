package dev.facewire.it.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facewire.it.attack.Victim.Seen;
import dev.facewire.it.process.Jars;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each attack beside a person's call, which must go on as it did before: bounds are relative to what the call was like
 * just before and after on this machine. {@code -Dfacewire.attack.build=FOLDER} attacks the jars of another build. The figures are
 * added to {@code it-output/attacks.md}.
 */
@Tag("soak")
class AttackIT {
    private static final int WATCH_SECONDS = 10;
    /** A gap of this length is none that a person minds, whatever the machine is busy with. */
    private static final double HARMLESS_GAP_MS = 300;
    /** The same for the gateway's health. */
    private static final double HARMLESS_SILENCE_MS = 1000;
    /** What a heap of half a gigabyte grows by without any attack. */
    private static final long SLACK_MB = 150;

    @ParameterizedTest
    @EnumSource(Attacks.class)
    void theCallBesideItGoesOn(Attacks attack) throws Exception {
        String name = "attack-" + attack.name().toLowerCase(Locale.ROOT);
        try (Target target = Target.start(name);
                Victim victim = Victim.call(target, name);
                HealthWatch health = HealthWatch.of(target)) {
            victim.during(() -> {}, WATCH_SECONDS / 2); // a warm-up
            health.restart();
            Seen before = victim.during(() -> {}, WATCH_SECONDS);
            double ordinaryMs = health.longestMs();
            long gatewayMb = Processes.residentMb(target.gateway().pid());
            long nodeMb = Processes.residentMb(target.node().pid());
            health.restart();
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Seen during = victim.during(
                    () -> {
                        try {
                            attack.run(target);
                        } catch (Exception | AssertionError e) {
                            failure.set(e);
                        }
                    },
                    WATCH_SECONDS);
            double unanswered = health.longestMs();
            Seen after = victim.during(() -> {}, WATCH_SECONDS);

            boolean alive = target.isAlive();
            long gatewayAfterMb = Processes.residentMb(target.gateway().pid());
            long nodeAfterMb = Processes.residentMb(target.node().pid());
            long errors = target.errors().size();
            String row = String.format(
                    Locale.ROOT,
                    "| %s | %.1f / %.1f / %.1f | %.0f / %.0f / %.0f | %.0f | %s | %d -> %d | %d -> %d | %d |%n",
                    attack.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    before.fps(),
                    during.fps(),
                    after.fps(),
                    before.longestGapMs(),
                    during.longestGapMs(),
                    after.longestGapMs(),
                    unanswered,
                    alive ? "yes" : "no",
                    gatewayMb,
                    gatewayAfterMb,
                    nodeMb,
                    nodeAfterMb,
                    errors);
            keep(row);

            SoftAssertions softly = new SoftAssertions();
            softly.assertThat(alive).as("gateway and node live").isTrue();
            softly.assertThat(failure.get()).as("the attack's answers").isNull();
            softly.assertThat(target.errors()).as("errors in the logs").isEmpty();
            softly.assertThat(target.gateway().output() + target.node().output())
                    .as("forged lines")
                    .doesNotContain("\n" + Attacks.FORGED);
            double ordinary = Math.max(HARMLESS_GAP_MS, 2 * Math.max(before.longestGapMs(), after.longestGapMs()));
            softly.assertThat(during.longestGapMs()).as("longest gap in ms").isLessThan(ordinary);
            softly.assertThat(unanswered)
                    .as("longest time in which health was not answered, in ms")
                    .isLessThan(Math.max(HARMLESS_SILENCE_MS, 4 * ordinaryMs));
            softly.assertThat(during.fps())
                    .as("pictures a second, " + (attack.token ? "with" : "without") + " a token")
                    .isGreaterThan((attack.token ? 0.5 : 0.8) * Math.min(before.fps(), after.fps()));
            softly.assertThat(gatewayAfterMb).as("gateway's memory").isLessThan(120 * gatewayMb / 100 + SLACK_MB);
            softly.assertThat(nodeAfterMb).as("node's memory").isLessThan(120 * nodeMb / 100 + SLACK_MB);
            softly.assertAll();
            victim.hangUp();
            await("all slots are free")
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(target.slotsInUse()).isZero());
        }
    }

    private static void keep(String row) throws IOException {
        Path table = Jars.OUTPUT.resolve("attacks.md");
        if (!Files.exists(table)) {
            Files.writeString(
                    table,
                    "| attack | frames/s before / during / after | longest gap, ms | health unanswered, ms | alive"
                            + " | gateway MB | node MB | error lines |\n|---|---|---|---|---|---|---|---|\n");
        }
        Files.writeString(table, row, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        System.out.print(row);
    }
}
