package dev.facewire.vision.swap;

import dev.facewire.vision.face.Box;
import dev.facewire.vision.face.FaceTrack;
import dev.facewire.vision.swap.FrameOutcome.Verdict;
import java.util.ArrayList;
import java.util.List;

/** What is to be done with one frame: faces to swap, faces to cover, or something with the whole of it. */
final class FramePlan {
    final FrameJob job;
    final List<FaceTrack> swap = new ArrayList<>();
    final List<FaceTrack> cover = new ArrayList<>();
    List<Box> unclear = List.of();
    Verdict instead;
    private Throwable failure;

    FramePlan(FrameJob job) {
        this.job = job;
    }

    FramePlan instead(Verdict verdict) {
        instead = verdict;
        return this;
    }

    TrackedFaceSession session() {
        return (TrackedFaceSession) job.session();
    }

    /** It is to be shielded whole. */
    void failed(Throwable why) {
        failure = why;
    }

    /** Null where nothing failed. */
    Throwable failure() {
        return failure;
    }
}
