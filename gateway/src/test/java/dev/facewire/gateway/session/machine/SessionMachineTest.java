package dev.facewire.gateway.session.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.gateway.assign.WorkerKey;
import dev.facewire.gateway.session.machine.State.Connecting;
import dev.facewire.gateway.session.machine.State.Ended;
import dev.facewire.gateway.session.machine.State.Failed;
import dev.facewire.gateway.session.machine.State.Live;
import dev.facewire.gateway.session.machine.State.Migrating;
import dev.facewire.gateway.session.machine.State.Recovering;
import dev.facewire.protocol.session.SessionState;
import dev.facewire.protocol.signal.MoveCause;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every state with every event. What happens stands in {@code transitions.txt}, a line each: state | event | next state |
 * effects. What does not stand there must change nothing. Workers are a, b, c; all show face f; {@code a>b} is a
 * migration from a to b, {@code !} one that is connected there, {@code +c} a slot that is held, {@code a[g]} a slot that
 * may show another face than f.
 */
class SessionMachineTest {
    private static final WorkerKey A = new WorkerKey("a", 1);
    private static final WorkerKey B = new WorkerKey("b", 1);
    private static final WorkerKey C = new WorkerKey("c", 1);

    private static Map<String, SessionMachine> states() {
        Map<String, SessionMachine> all = new LinkedHashMap<>();
        List.of(
                        SessionMachine.created(),
                        SessionMachine.in(new Connecting(slot(A), null)),
                        SessionMachine.in(new Live(slot(A))),
                        held(new Live(slot(A))),
                        SessionMachine.in(new Migrating(new Live(slot(A)), slot(B), false, 0)),
                        SessionMachine.in(new Migrating(new Live(slot(A)), slot(B), true, 1)),
                        SessionMachine.in(new Migrating(new Recovering(slot(A), "why"), slot(B), false, 0)),
                        SessionMachine.in(new Migrating(new Connecting(slot(A), null), slot(B), false, 0)),
                        SessionMachine.in(new Recovering(slot(A), "why")),
                        held(new Recovering(slot(A), "why")),
                        SessionMachine.in(new Recovering(null, "why")),
                        SessionMachine.in(new Failed(slot(A), "why")),
                        SessionMachine.in(new Ended(slot(A), "why")))
                .forEach(machine -> all.put(text(machine), machine));
        return all;
    }

    private static Map<String, Event> events() {
        Map<String, Event> all = new LinkedHashMap<>();
        all.put("placed c", new Event.Placed(slot(C)));
        all.put("placed a", new Event.Placed(slot(A)));
        all.put("offer failed a", new Event.OfferFailed(A, "no"));
        all.put("offer failed b", new Event.OfferFailed(B, "no"));
        all.put("given up", new Event.GivenUp("no"));
        all.put("not placed", new Event.NotPlaced("no"));
        all.put("prepared c, leaves a", new Event.Prepared(slot(C), A, 99));
        all.put("prepared a, leaves b", new Event.Prepared(slot(A), B, 99));
        all.put("drain", new Event.Drain("no"));
        all.put("connected a", new Event.Connected(A));
        all.put("connected b", new Event.Connected(B));
        all.put("reported a", new Event.Reported(A, false));
        all.put("frames a", new Event.Reported(A, true));
        all.put("frames b", new Event.Reported(B, true));
        all.put("gave up a", new Event.GaveUp(A, true, "no", false));
        all.put("gave up a for good", new Event.GaveUp(A, false, "no", false));
        all.put("gave up b for good", new Event.GaveUp(B, false, "no", true));
        all.put("ended there a", new Event.EndedThere(A, "no", false));
        all.put("ended there b", new Event.EndedThere(B, "no", true));
        all.put("lost a", new Event.Lost(A, MoveCause.DIED, "no", false));
        all.put("lost b", new Event.Lost(B, MoveCause.DIED, "no", true));
        all.put("lost b and a", new Event.Lost(B, MoveCause.SILENT, "no", false));
        all.put("lost c", new Event.Lost(C, MoveCause.DIED, "no", false));
        all.put("silent", new Event.Silent("no"));
        all.put("moved", new Event.Moved());
        all.put("face g sent to a", new Event.FaceSent(A, "g"));
        all.put("face g taken by a", new Event.FaceTaken(A, "g"));
        all.put("face f refused by a", new Event.FaceRefused(A, "f"));
        all.put("face f deleted", new Event.FaceDeleted("f"));
        all.put("face g deleted", new Event.FaceDeleted("g"));
        all.put("face revoked by a", new Event.FaceRevoked(A));
        all.put("face revoked by b", new Event.FaceRevoked(B));
        all.put("face not revoked by a", new Event.RevocationFailed(A));
        all.put("face not revoked by b", new Event.RevocationFailed(B));
        all.put("discarded", new Event.Discarded("no"));
        all.put("end", new Event.End("no"));
        return all;
    }

    @TestFactory
    List<DynamicTest> everyStateWithEveryEvent() throws IOException {
        Map<String, String> table = table();
        return states().entrySet().stream()
                .flatMap(state -> events().entrySet().stream().map(event -> {
                    String row = state.getKey() + " | " + event.getKey();
                    String nothing = state.getKey() + " |";
                    return DynamicTest.dynamicTest(row, () -> assertThat(happens(state.getValue(), event.getValue()))
                            .isEqualTo(table.getOrDefault(row, nothing)));
                }))
                .toList();
    }

    @Test
    void noLineOfTheTableIsForNothing() throws IOException {
        List<String> rows = states().keySet().stream()
                .flatMap(state -> events().keySet().stream().map(event -> state + " | " + event))
                .toList();
        assertThat(rows).containsAll(table().keySet());
    }

    @Test
    void itSaysWhyInWords() {
        SessionMachine live = SessionMachine.in(new Live(slot(A)));
        assertThat(live.state().reason()).isNull();
        SessionMachine migrating = live.on(new Event.Placed(slot(B))).next();
        assertThat(migrating.state().reason()).isEqualTo("moves to worker b");
        assertThat(migrating.on(new Event.Connected(B)).next().state().reason()).isNull();
        SessionMachine drained = live.on(new Event.Drain("worker a is to stop")).next();
        assertThat(drained.moveReason()).isEqualTo("worker a is to stop");
        assertThat(drained.on(new Event.Placed(slot(B))).next().moveReason()).isNull();
        SessionMachine lost = live.on(new Event.Lost(A, MoveCause.DIED, "worker a died", false))
                .next();
        assertThat(lost.moveReason())
                .isEqualTo("worker a died")
                .isEqualTo(lost.state().reason());
        assertThat(lost.on(new Event.Reported(A, true)).next().moveReason()).isNull();
        SessionMachine tried = lost.on(new Event.Placed(slot(B))).next();
        assertThat(tried.on(new Event.OfferFailed(B, "no")).next().moveReason()).isEqualTo("worker a died");
        assertThat(live.on(new Event.End("enough")).next().state().reason()).isEqualTo("enough");
    }

    @Test
    void theFirstPlaceIsNoMoveAndEveryFurtherOneIs() {
        Event placed = new Event.Placed(slot(B));
        assertThat(SessionMachine.created().on(placed).next().state().reason()).isNull();
        for (State state : List.of(new Failed(slot(A), "why"), new Recovering(null, "why"), new Live(slot(A)))) {
            assertThat(SessionMachine.in(state).on(placed).next().state().reason())
                    .isEqualTo("moves to worker b");
        }
    }

    @Test
    void clientsSeeFourStates() {
        Live live = new Live(slot(A));
        assertThat(new Connecting(null, null).published()).isEqualTo(SessionState.CONNECTING);
        assertThat(live.published()).isEqualTo(SessionState.CONNECTED);
        assertThat(new Migrating(live, slot(B), false, 0).published()).isEqualTo(SessionState.CONNECTING);
        assertThat(new Migrating(live, slot(B), true, 0).published()).isEqualTo(SessionState.CONNECTED);
        assertThat(new Recovering(slot(A), "why").published()).isEqualTo(SessionState.FAILED);
        assertThat(new Failed(slot(A), "why").published()).isEqualTo(SessionState.FAILED);
        assertThat(new Ended(slot(A), "why").published()).isEqualTo(SessionState.ENDED);
    }

    @Test
    void aHeldSlotIsGoodUntilItsTime() {
        SessionMachine machine = held(new Live(slot(A)));
        assertThat(machine.prepared(98)).isEqualTo(slot(C));
        assertThat(machine.prepared(99)).isNull();
        assertThat(machine.owned()).as("it has to be released all the same").containsExactly(slot(A), slot(C));
    }

    private static Map<String, String> table() throws IOException {
        try (InputStream in = SessionMachineTest.class.getResourceAsStream("transitions.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split(" *\\| *", -1))
                    .collect(Collectors.toMap(
                            cells -> cells[0] + " | " + cells[1], cells -> (cells[2] + " | " + cells[3]).strip()));
        }
    }

    static String happens(SessionMachine machine, Event event) {
        Transition transition = machine.on(event);
        String effects =
                transition.effects().stream().map(SessionMachineTest::text).collect(Collectors.joining(", "));
        return (text(transition.next()) + " | " + effects).strip();
    }

    private static String text(Effect effect) {
        if (effect instanceof Effect.Release release) {
            return "release " + release.worker();
        } else if (effect instanceof Effect.Revoke revoke) {
            return "revoke " + revoke.worker();
        } else if (effect instanceof Effect.AskToMove ask) {
            return "ask " + ask.cause();
        } else if (effect instanceof Effect.Count count) {
            return "count " + count.outcome();
        } else if (effect instanceof Effect.NotifyFaceDeleted) {
            return "say deleted";
        }
        return effect instanceof Effect.Save ? "save" : "notify";
    }

    private static String text(SessionMachine machine) {
        String held = machine.owned().size() > machine.state().placements().size() ? " +c" : "";
        return text(machine.state()) + held;
    }

    private static String text(State state) {
        String name = state.getClass().getSimpleName();
        if (state instanceof Migrating migrating) {
            return name + " " + text(migrating.before()) + ">" + text(migrating.to())
                    + (migrating.connected() ? "!" : "") + (migrating.reports() > 0 ? " " + migrating.reports() : "");
        }
        return state.placements().isEmpty() ? name : name + " " + text(state.current());
    }

    private static String text(Placement slot) {
        String faces = slot.faces().stream().sorted().collect(Collectors.joining(","));
        return slot.worker() + (faces.equals("f") ? "" : "[" + faces + "]");
    }

    private static Placement slot(WorkerKey worker) {
        return Placement.of(worker, "r-" + worker, "f");
    }

    private static SessionMachine held(State state) {
        return new SessionMachine(state, slot(C), 99, null);
    }

    /** Prints the table as the code has it, to be compared by eye. */
    public static void main(String[] args) {
        states().forEach((state, machine) -> events().forEach((name, event) -> {
            String next = happens(machine, event);
            if (!next.equals(state + " |")) {
                System.out.println(state + " | " + name + " | " + next);
            }
        }));
    }
}
