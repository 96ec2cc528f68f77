package dev.facewire.bench.quality.measure;

import dev.facewire.bench.quality.clip.Photo;
import dev.facewire.bench.quality.identity.IdentityNet;
import dev.facewire.bench.quality.run.Returned;
import dev.facewire.bench.quality.run.Returned.State;

/** Measures what came back of a clip with one face. Confined to one thread. */
public final class PairMeter {
    /**
     * A swap reaches at most .557 of the real face, the real face itself at least .716 (docs/reference/benchmarks.md).
     */
    static final double RECOGNISED = 0.62;
    /** So much of the visible face may come back unchanged: the swap's rim is drawn softly. */
    static final double MOST_BARE = 0.25;
    /** Less of a face than this, and nobody is seen. */
    private static final double VISIBLE = 0.25;

    private static final double OCCLUDED = 0.25;

    private final Observer observer;
    private final IdentityNet identity;
    private final Coverage coverage;
    private final int every;

    /**
     * A meter.
     *
     * @param identity null where it is not to be had
     * @param every how many frames from one measured identity to the next
     */
    public PairMeter(Observer observer, IdentityNet identity, int every) {
        this.observer = observer;
        this.identity = identity;
        this.coverage = new Coverage(observer.mesh());
        this.every = every;
    }

    /** Measures. */
    public PairFigures measure(Target target, Photo photo, Returned returned) {
        PairTally tally = new PairTally(target, returned);
        float[] source = identity == null
                ? null
                : identity.of(photo.frame(), photo.seen().face());
        for (int i = 0; i < returned.frames().size(); i++) {
            Returned.Frame frame = returned.frames().get(i);
            tally.state(frame.state());
            if (frame.picture() != null) {
                measure(tally, i, source);
            }
        }
        tally.flicker();
        return tally.figures(photo);
    }

    private void measure(PairTally tally, int index, float[] source) {
        Returned.Frame frame = tally.frame(index);
        Seen sent = tally.target().seen(index);
        boolean asked = identity != null && (index % every == 0 || frame.state() != State.SWAPPED);
        boolean looked = sent != null && (frame.settled() || asked);
        Seen seen = looked ? observer.at(frame.picture(), sent.place()) : null;
        float[] now = seen != null && asked ? identity.of(frame.picture(), seen.face()) : null;
        if (seen != null && frame.settled()) {
            tally.followed(index, seen);
            if (now != null) {
                tally.identified(now, source, tally.target().identity(index));
            }
        }
        boolean recognised = now != null && seen.there() && tally.likeness(now, index) > RECOGNISED;
        bare(tally, index, recognised);
    }

    /** Is a real face to be seen in what came back? */
    private void bare(PairTally tally, int index, boolean recognised) {
        Truth truth = tally.target().truth(index);
        boolean face = false;
        boolean bare = false;
        for (int k = 0; k < truth.faces().size(); k++) {
            Coverage.Found found = coverage.look(
                    tally.target().footage().frames().get(index),
                    tally.frame(index).picture(),
                    truth.faces().get(k),
                    truth.occluder(),
                    tally.returned().noise(),
                    tally.returned().live() != null);
            if (k == 0 && found.occluded() > OCCLUDED) {
                tally.occluded(tally.frame(index).state(), found.painted());
            }
            if (found.visible() >= VISIBLE) {
                face = true;
                bare |= found.bare() > MOST_BARE || (k == 0 && recognised);
            }
        }
        tally.bare(index, face, bare);
    }
}
