package dev.facewire.bench.assign.bus;

import dev.facewire.bench.assign.Hold;
import java.util.List;
import java.util.Map;

/**
 * What a gateway's process saw; written by it, read by the process that started it.
 *
 * @param joinedAtMicros when each join that was assigned came
 * @param assignMicros each successful assignment of a join: from the wish to the reply, further tries included
 * @param lateMicros the same from the moment at which the join was due, which also shows a process that was held up
 * @param outcomes of all assignments, joins and moves
 * @param moves assignments of sessions whose worker went away
 * @param holds every slot that it held
 * @param samples loads of the workers that could be chosen, four times a second
 * @param overReports heartbeats with more taken than there are slots
 * @param heartbeats reports that came
 * @param leaked slots still taken when all sessions were over and all promises had run out
 */
@SuppressWarnings("ArrayRecordComponent") // figures on their way: never compared
record GatewayFigures(
        long[] joinedAtMicros,
        long[] assignMicros,
        long[] lateMicros,
        Map<String, Integer> outcomes,
        int moves,
        List<Hold> holds,
        List<Sample> samples,
        long overReports,
        long heartbeats,
        int leaked) {

    /** Used and reserved slots of each worker at a moment. */
    @SuppressWarnings("ArrayRecordComponent")
    record Sample(long atMicros, int[] loads) {}
}
