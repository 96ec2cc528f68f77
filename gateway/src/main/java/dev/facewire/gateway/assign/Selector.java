package dev.facewire.gateway.assign;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.worker.WorkerState;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Chooses a worker: of two drawn at random the less loaded one. Several gateways see the same, slightly old heartbeats;
 * if each took the least loaded worker of all, they would all take the same one (a full scan is reported to have put 58
 * of 92 joins on one bridge within half a minute). Two random choices spread nearly as well and never herd.
 *
 * <p>Pure: values in, a value out. The worker itself has the last word on its slots.
 */
public final class Selector {
    private static final Comparator<Candidate> LIGHTER =
            Comparator.comparingDouble(Candidate::load).thenComparingDouble(Candidate::stress);

    private final Clock clock;
    private final RandomGenerator random;
    private final long leaseMs;

    /**
     * A selector.
     *
     * @param lease the age up to which a heartbeat counts
     */
    public Selector(Clock clock, RandomGenerator random, Duration lease) {
        this.clock = clock;
        this.random = random;
        this.leaseMs = lease.toMillis();
    }

    /** A worker that may be asked, or empty where there is none ({@link #whyNone} tells why). */
    public Optional<Candidate> choose(List<Candidate> all, Wanted wanted) {
        List<Candidate> eligible =
                all.stream().filter(candidate -> eligible(candidate, wanted)).toList();
        if (eligible.isEmpty()) {
            return Optional.empty();
        }
        int first = random.nextInt(eligible.size());
        if (eligible.size() == 1) {
            return Optional.of(eligible.get(first));
        }
        int second = random.nextInt(eligible.size() - 1);
        Candidate one = eligible.get(first);
        Candidate other = eligible.get(second < first ? second : second + 1);
        return Optional.of(LIGHTER.compare(other, one) < 0 ? other : one);
    }

    /** True where this worker may be asked for what is wanted. */
    public boolean eligible(Candidate candidate, Wanted wanted) {
        return present(candidate)
                && candidate.report().state() == WorkerState.READY
                && clock.millis() >= candidate.suspectUntilMs()
                && fits(candidate, wanted)
                && (!wanted.slot() || candidate.hasRoom())
                && !wanted.tried().contains(candidate.report().workerId());
    }

    /** The reason, for a person, why {@link #choose} finds nobody: the first thing that would have to change. */
    public Fault whyNone(List<Candidate> all, Wanted wanted) {
        List<Candidate> there = all.stream().filter(this::present).toList();
        if (there.isEmpty()) {
            return new Fault(ErrorCode.NO_WORKER, "no worker is connected; start one with ./facewire node");
        }
        List<Candidate> ready = keep(there, candidate -> candidate.report().state() == WorkerState.READY);
        if (ready.isEmpty()) {
            String states = String.join(
                    ", ",
                    there.stream()
                            .map(candidate -> candidate.report().workerId() + " is "
                                    + candidate.report().state())
                            .toList());
            return new Fault(ErrorCode.NO_WORKER, "no worker is ready: " + states);
        }
        List<Candidate> fitting = keep(ready, candidate -> fits(candidate, wanted));
        if (fitting.isEmpty()) {
            return new Fault(
                    ErrorCode.NO_MODEL,
                    "no worker that is ready runs \"" + wanted.model() + "\""
                            + (wanted.labels().isEmpty() ? "" : " with labels " + wanted.labels()));
        }
        if (wanted.slot() && fitting.stream().noneMatch(Candidate::hasRoom)) {
            int slots = fitting.stream()
                    .mapToInt(candidate -> candidate.report().slots())
                    .sum();
            return new Fault(ErrorCode.NO_CAPACITY, "all slots are taken (" + slots + "); try again in a moment");
        }
        return new Fault(ErrorCode.NO_CAPACITY, "no worker answers at the moment; try again");
    }

    private static List<Candidate> keep(List<Candidate> all, Predicate<Candidate> which) {
        return all.stream().filter(which).toList();
    }

    private boolean present(Candidate candidate) {
        return candidate.reachable() && clock.millis() - candidate.heardAtMs() <= leaseMs;
    }

    private static boolean fits(Candidate candidate, Wanted wanted) {
        return (wanted.model() == null || candidate.report().models().contains(wanted.model()))
                && candidate
                        .report()
                        .labels()
                        .entrySet()
                        .containsAll(wanted.labels().entrySet());
    }
}
