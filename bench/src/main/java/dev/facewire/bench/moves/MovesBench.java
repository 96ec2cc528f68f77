package dev.facewire.bench.moves;

import dev.facewire.bench.assign.AssignMain;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Brings {@link Trouble} over callers, again and again: two gateways, a node on which all callers are, and a spare node for
 * them to go to, which becomes the one on which they are.
 */
final class MovesBench implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(60);
    /** Longer than the time after which Hazelcast gives a silent member up, so that it has to join anew. */
    private static final Duration FROZEN = Duration.ofSeconds(8);
    /** Time in which each caller must see pictures after a trouble. */
    private static final double SETTLED_SECONDS = 3;

    /** Share of the frames that has to come back: a machine that is too slow for all of them is measured too. */
    private static final double SHARE = 0.5;

    private final Map<Trouble, Integer> times;
    private final int callerCount;
    private final double fps;
    private final Path home;
    private final Path logs;
    private final Consumer<String> progress;
    private final Fleet fleet;
    private final List<Caller> callers = new ArrayList<>();
    private final List<Round> rounds = new ArrayList<>();
    private RunningJar serving;
    private String servingId;
    private RunningJar spare;
    private String spareId;
    private int nodes;

    /**
     * A run that {@link #run} starts.
     *
     * @param times how often each trouble comes
     * @param callerCount at most four: a worker's slots
     * @param fps at which each sends
     * @param home the project's directory, with its jars
     */
    MovesBench(
            Map<Trouble, Integer> times, int callerCount, double fps, Path home, Path logs, Consumer<String> progress) {
        this.times = Map.copyOf(times);
        this.callerCount = callerCount;
        this.fps = fps;
        this.home = home;
        this.logs = logs;
        this.progress = progress;
        this.fleet = new Fleet(home, logs, "moves");
    }

    MovesFigures run() throws IOException, InterruptedException {
        progress.accept("starting two gateways, two nodes and " + callerCount + " callers");
        List<RunningJar> gateways = new ArrayList<>(List.of(fleet.gateway(), fleet.gateway()));
        servingId = nextId();
        serving = fleet.node(servingId);
        for (int i = 0; i < callerCount; i++) {
            callers.add(Caller.start(home, logs, "caller" + i, fleet.urls(), fps));
        }
        spareId = nextId();
        spare = fleet.node(spareId);
        settle();
        callers.forEach(Caller::recentGapMs);
        settle();
        double quiet = callers.stream().mapToDouble(Caller::recentGapMs).max().orElse(0);
        for (Trouble trouble : Trouble.values()) {
            for (int i = 0; i < times.getOrDefault(trouble, 0); i++) {
                Round round = trouble == Trouble.GATEWAY ? gateway(gateways, i) : worker(trouble);
                rounds.add(round);
                progress.accept(trouble + ", " + (i + 1) + " of " + times.get(trouble) + ": gaps in ms "
                        + round.gapsMs().stream().map(Math::round).toList());
            }
        }
        return end(quiet);
    }

    private Round worker(Trouble trouble) throws IOException, InterruptedException {
        callers.forEach(Caller::recentGapMs);
        switch (trouble) {
            case KILL -> serving.kill();
            case FREEZE -> serving.freeze();
            case DRAIN ->
                fleet.send("POST", fleet.urls().get(0) + "/v1/workers/" + Fleet.workerId(servingId) + "/drain");
            case GATEWAY -> throw new IllegalArgumentException("no trouble of a worker");
        }
        long begin = System.nanoTime();
        Fleet.await(
                "all callers are served by " + spareId,
                SOON,
                () -> fleet.worker(spareId).used() == callerCount);
        settle();
        List<Double> gaps = gaps();
        RunningJar left = serving;
        String leftId = servingId;
        serving = spare;
        servingId = spareId;
        if (trouble != Trouble.FREEZE) {
            left.awaitExit(SOON);
            spareId = nextId();
            spare = fleet.node(spareId);
            settle();
            return new Round(trouble, gaps, callerCount, null);
        }
        TimeUnit.NANOSECONDS.sleep(Math.max(0, FROZEN.toNanos() - (System.nanoTime() - begin)));
        spare = left;
        spareId = leftId;
        double usableAgain = thaw();
        settle();
        return new Round(trouble, gaps, callerCount, usableAgain);
    }

    /** Milliseconds until all gateways can use it, and know that nobody is on it. */
    private double thaw() {
        spare.thaw();
        long begin = System.nanoTime();
        for (String url : fleet.urls()) {
            fleet.awaitReady(url, spareId, SOON);
            Fleet.await("no slot is lost", SOON, () -> fleet.worker(url, spareId)
                    .filter(worker -> worker.used() + worker.reserved() == 0)
                    .isPresent());
        }
        return (System.nanoTime() - begin) / 1e6;
    }

    /** The one that the callers speak with is killed, and started again at its address. */
    private Round gateway(List<RunningJar> gateways, int turn) throws IOException, InterruptedException {
        int which = turn % gateways.size(); // they go to the other one, and back again
        callers.forEach(Caller::recentGapMs);
        gateways.get(which).kill();
        settle();
        List<Double> gaps = gaps();
        int moved = callerCount
                - fleet.worker(fleet.urls().get(1 - which), servingId)
                        .orElseThrow()
                        .used();
        String url = fleet.urls().get(which);
        gateways.set(which, fleet.gatewayAgain(url));
        fleet.awaitReady(url, servingId, SOON);
        settle();
        return new Round(Trouble.GATEWAY, gaps, moved, null);
    }

    private List<Double> gaps() {
        return callers.stream().map(Caller::recentGapMs).toList();
    }

    private void settle() throws InterruptedException {
        for (Caller caller : callers) {
            caller.awaitPictures((int) Math.ceil(SETTLED_SECONDS * fps * SHARE), SOON);
        }
    }

    private String nextId() {
        return "n" + nodes++;
    }

    private MovesFigures end(double quietGapMs) throws InterruptedException {
        long compared = 0;
        long bare = 0;
        int lost = 0;
        for (Caller caller : callers) {
            lost += caller.end().failure() == null ? 0 : 1;
            compared += caller.compared();
            bare += caller.bare();
        }
        String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        return new MovesFigures(date, AssignMain.machine(), callerCount, fps, quietGapMs, rounds, compared, bare, lost);
    }

    /** Ends what was started, whatever it is doing; for when this process is told to end. */
    void endProcesses() {
        fleet.close();
    }

    @Override
    public void close() throws IOException {
        try {
            for (Caller caller : callers) {
                caller.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            fleet.close();
        }
    }
}
