package dev.facewire.vision.swap;

import dev.facewire.protocol.error.Fault;
import dev.facewire.vision.engine.SwapEngine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the engines: all faces of all sessions at once, engine by engine. Where a call fails, those of its frames that are as they came
 * are tried one by one, so that one does not take others along. No face is swapped twice: the second time the light would be
 * that of what was drawn, and what was softened would be softened again.
 */
final class SwapCalls {
    private static final Logger log = LoggerFactory.getLogger(SwapCalls.class);

    private final Engines engines;

    SwapCalls(Engines engines) {
        this.engines = engines;
    }

    /** Swaps; a plan that failed knows why. Throws nothing. */
    void swap(List<FramePlan> plans) {
        Map<SwapEngine, List<FramePlan>> byEngine = new LinkedHashMap<>();
        for (FramePlan plan : plans) {
            if (plan.swap.isEmpty()) {
                continue;
            }
            try {
                SwapEngine engine = engines.named(plan.job.options().engine());
                byEngine.computeIfAbsent(engine, one -> new ArrayList<>()).add(plan);
            } catch (Fault noSuchEngine) {
                log.error("a frame is shielded: {}", noSuchEngine.detail());
                plan.failed(noSuchEngine);
            }
        }
        byEngine.forEach(this::swap);
    }

    private void swap(SwapEngine engine, List<FramePlan> plans) {
        List<Call> calls = new ArrayList<>();
        for (FramePlan plan : plans) {
            try {
                calls.add(new Call(engine, plan, plans.size() > 1));
            } catch (Throwable t) { // fail closed, whatever it was; here and below
                failed(plan, t);
            }
        }
        Set<SwapEngine.Job> done = Collections.newSetFromMap(new IdentityHashMap<>());
        List<SwapEngine.Job> all =
                calls.stream().flatMap(call -> call.jobs.stream()).toList();
        if (all.isEmpty()) {
            return;
        }
        try {
            engine.swap(all, done::add);
        } catch (Throwable t) {
            if (calls.size() == 1) {
                failed(calls.get(0).plan, t);
                return;
            }
            log.error("a batch of {} frames failed", calls.size(), t);
            calls.forEach(call -> again(engine, call, done, t));
        }
    }

    private static void again(SwapEngine engine, Call call, Set<SwapEngine.Job> done, Throwable before) {
        List<SwapEngine.Job> left =
                call.jobs.stream().filter(job -> !done.contains(job)).toList();
        if (left.isEmpty()) {
            return;
        }
        if (!call.asItCame(left)) {
            failed(call.plan, before);
            return;
        }
        try {
            engine.swap(left);
        } catch (Throwable t) {
            failed(call.plan, t);
        }
    }

    private static void failed(FramePlan plan, Throwable why) {
        log.error("a frame failed and is shielded", why);
        plan.failed(why);
    }

    /** A frame's faces, for an engine. */
    private static final class Call {
        private final FramePlan plan;
        private final List<SwapEngine.Job> jobs;
        private final IdentityHashMap<SwapEngine.Job, Long> prints = new IdentityHashMap<>();

        /** @param again may it have to be tried again? */
        Call(SwapEngine engine, FramePlan plan, boolean again) {
            this.plan = plan;
            TrackedFaceSession session = plan.session();
            this.jobs = plan.swap.stream()
                    .map(track -> new SwapEngine.Job(
                            session.source(engine),
                            session.target(engine, track),
                            plan.job.picture(),
                            track.face(),
                            track.pose(),
                            track.hidden(),
                            plan.job.options()))
                    .toList();
            if (again) {
                jobs.forEach(job ->
                        prints.put(job, FacePrint.of(job.frame(), job.face().box())));
            }
        }

        /** An engine that failed may have begun to draw, and have told nothing of it. */
        boolean asItCame(List<SwapEngine.Job> left) {
            return left.stream()
                    .allMatch(job -> prints.get(job)
                            == FacePrint.of(job.frame(), job.face().box()));
        }
    }
}
