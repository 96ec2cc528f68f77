package dev.facewire.gateway.session.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.gateway.assign.WorkerKey;
import dev.facewire.gateway.session.machine.State.Ended;
import dev.facewire.protocol.signal.MoveCause;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Whatever happens to a session, in whatever order: each slot that a worker gave it is owned until it is released, once;
 * what ended stays ended; and no slot shows a face that was deleted, unless its worker is just being told.
 */
class SessionMachinePropertyTest {
    private static final List<WorkerKey> WORKERS =
            List.of(new WorkerKey("a", 1), new WorkerKey("b", 1), new WorkerKey("c", 1), new WorkerKey("d", 1));
    private static final int FACES = 5;

    @Property(tries = 2000)
    void slotsAreReleasedOnceEndedStaysEndedAndDeletedFacesGo(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int steps) {
        Run run = new Run(new Random(seed));
        for (int i = 0; i < steps; i++) {
            run.step();
            run.check();
        }
        run.answerRevocations();
        run.check();
        run.apply(new Event.End("done"));
        assertThat(run.granted).as("slots that nobody releases any more").isEmpty();
    }

    /** A session, and its workers' side of it. */
    private static final class Run {
        private final Random random;
        private final Set<WorkerKey> granted = new HashSet<>();
        private final Set<String> deleted = new HashSet<>();
        private final ArrayDeque<WorkerKey> revoking = new ArrayDeque<>();
        private final List<String> story = new ArrayList<>();
        private SessionMachine machine = SessionMachine.created();
        private String face = "0";
        private boolean ended;

        Run(Random random) {
            this.random = random;
        }

        private WorkerKey worker() {
            return WORKERS.get(random.nextInt(WORKERS.size()));
        }

        void step() {
            int which = random.nextInt(20);
            WorkerKey worker = worker();
            boolean faceThere = !deleted.contains(face);
            switch (which) {
                case 0, 1, 2 -> {
                    if (faceThere) { // who has no face is not placed
                        grant(new Event.Placed(Placement.of(worker, "r", face)), worker);
                    }
                }
                case 3 -> {
                    WorkerKey leaves = worker();
                    grant(new Event.Prepared(Placement.of(worker, "r", face), leaves, 1), worker);
                }
                case 4 -> apply(new Event.OfferFailed(worker, "no"));
                case 5 -> apply(new Event.GivenUp("no"));
                case 6 -> apply(new Event.NotPlaced("no"));
                case 7, 8 -> apply(new Event.Connected(worker));
                case 9 -> apply(new Event.Reported(worker, random.nextBoolean()));
                case 10 -> apply(new Event.GaveUp(worker, random.nextBoolean(), "no", random.nextBoolean()));
                case 11 -> apply(new Event.EndedThere(worker, "no", random.nextBoolean()));
                case 12 -> apply(new Event.Lost(worker, MoveCause.DIED, "no", random.nextBoolean()));
                case 13 -> apply(new Event.Moved());
                case 14, 15 -> wear();
                case 16 -> delete(Integer.toString(random.nextInt(FACES)));
                case 17 -> answerRevocations();
                case 18 -> apply(random.nextBoolean() ? new Event.Drain("no") : new Event.Silent("no"));
                default -> {
                    if (random.nextInt(8) == 0) {
                        apply(random.nextBoolean() ? new Event.End("no") : new Event.Discarded("no"));
                    }
                }
            }
        }

        private void grant(Event event, WorkerKey worker) {
            granted.add(worker); // a worker gives a session one slot, however often it is asked
            apply(event);
        }

        /** Changes and revocations come one after the other, and nobody is given a face that is deleted. */
        private void wear() {
            answerRevocations();
            String next = Integer.toString(random.nextInt(FACES));
            if (deleted.contains(next)) {
                return;
            }
            for (Placement slot : machine.state().placements()) {
                apply(new Event.FaceSent(slot.worker(), next));
            }
            boolean taken = false;
            for (Placement slot : machine.state().placements()) {
                int outcome = random.nextInt(3); // 2: nobody knows
                if (outcome == 0) {
                    apply(new Event.FaceTaken(slot.worker(), next));
                    taken |= slot.worker().equals(machine.state().current().worker());
                } else if (outcome == 1 && !next.equals(face)) {
                    apply(new Event.FaceRefused(slot.worker(), next));
                }
            }
            face = taken ? next : face;
        }

        private void delete(String which) {
            answerRevocations();
            deleted.add(which);
            apply(new Event.FaceDeleted(which));
        }

        void answerRevocations() {
            while (!revoking.isEmpty()) {
                WorkerKey worker = revoking.poll();
                apply(random.nextInt(4) > 0 ? new Event.FaceRevoked(worker) : new Event.RevocationFailed(worker));
            }
        }

        void apply(Event event) {
            story.add(event.toString());
            Transition transition = machine.on(event);
            machine = transition.next();
            for (Effect effect : transition.effects()) {
                if (effect instanceof Effect.Release release) {
                    assertThat(granted.remove(release.worker()))
                            .as("released a slot that it does not have: %s", story)
                            .isTrue();
                } else if (effect instanceof Effect.Revoke revoke) {
                    revoking.add(revoke.worker());
                }
            }
        }

        void check() {
            assertThat(machine.owned().stream().map(Placement::worker))
                    .as("owned slots: %s", story)
                    .containsExactlyInAnyOrderElementsOf(granted);
            ended |= machine.state() instanceof Ended;
            assertThat(machine.state() instanceof Ended).as("ended: %s", story).isEqualTo(ended);
            for (Placement slot : machine.state().placements()) {
                assertThat(slot.faces().stream().noneMatch(deleted::contains) || revoking.contains(slot.worker()))
                        .as("%s shows a deleted face: %s", slot, story)
                        .isTrue();
            }
        }
    }
}
