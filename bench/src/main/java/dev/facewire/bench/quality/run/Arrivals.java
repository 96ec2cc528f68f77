package dev.facewire.bench.quality.run;

import dev.facewire.bench.quality.measure.Detail;
import dev.facewire.bench.quality.measure.Observer;
import dev.facewire.bench.quality.measure.Seen;
import dev.facewire.bench.quality.measure.Series;
import dev.facewire.bench.quality.measure.Target;
import dev.facewire.client.record.Recorder;
import dev.facewire.client.session.Report;
import dev.facewire.media.I420Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongToIntFunction;

/**
 * Gathers what comes back of a clip, and afterwards tells from the pictures alone what was done with each: nobody asks
 * the worker. A frame whose stamp can't be read lies under a mosaic as a whole.
 */
final class Arrivals implements Recorder.Watcher {
    /** A shield fades over so many frames; see {@code gpu.shield.Fade}. */
    private static final int FADING = 3;
    /** An unreadable frame is at most this far from where the clock puts it. */
    private static final int ASTRAY = 4;
    /** In a mosaic the mesh sees a face of presence −13 to −0.7, in a swapped one 9 to 26. */
    private static final double NO_FACE = 4;

    private final I420Frame[] pictures;
    private final boolean[] readable;
    private final LongToIntFunction indexAt;
    private final Observer observer;

    /**
     * For one clip.
     *
     * @param observer asked only by {@link #judged}, on its thread
     * @param indexAt which frame is due at a time, in ns
     */
    Arrivals(int frames, LongToIntFunction indexAt, Observer observer) {
        this.observer = observer;
        this.pictures = new I420Frame[frames];
        this.readable = new boolean[frames];
        this.indexAt = indexAt;
    }

    @Override
    public void returned(I420Frame picture, boolean exact, long mediaNanos) {
        int index = indexAt.applyAsInt(mediaNanos);
        if (!exact) {
            index = free(index);
        }
        if (index < 0 || index >= pictures.length) {
            return;
        }
        I420Frame copy = I420Frame.allocate(picture.width(), picture.height());
        picture.copyTo(copy);
        pictures[index] = copy;
        readable[index] = exact;
    }

    /** The nearest place at which nothing came back yet; -1 for none near. */
    private int free(int index) {
        for (int away = 0; away <= ASTRAY; away++) {
            for (int place : new int[] {index + away, index - away}) {
                if (place >= 0 && place < pictures.length && pictures[place] == null) {
                    return place;
                }
            }
        }
        return -1;
    }

    /** What was done with each frame. */
    Returned judged(Target target, Report report) {
        List<Returned.Frame> frames = new ArrayList<>();
        List<Double> noise = new ArrayList<>();
        int sinceShield = FADING; // the client waits for a first good frame before it begins the clip
        for (int i = 0; i < pictures.length; i++) {
            Returned.State state = state(target, i);
            if (state == Returned.State.SWAPPED) {
                sinceShield++;
                noise.add(Detail.beside(target.footage().frames().get(i), pictures[i], target.truth(i)));
            } else if (state != Returned.State.MISSING) {
                sinceShield = 0;
            }
            frames.add(new Returned.Frame(pictures[i], state, state == Returned.State.SWAPPED && sinceShield > FADING));
        }
        double usual = Series.percentile(
                noise.stream().mapToDouble(Double::doubleValue).toArray(), 0.5);
        return new Returned(frames, Map.of(), Double.isNaN(usual) ? 0 : usual, report);
    }

    private Returned.State state(Target target, int index) {
        I420Frame picture = pictures[index];
        I420Frame sent = target.footage().frames().get(index);
        if (picture == null || picture.width() != sent.width() || picture.height() != sent.height()) {
            pictures[index] = null;
            return Returned.State.MISSING;
        }
        if (!readable[index]) {
            return Returned.State.FRAME_SHIELDED;
        }
        Seen face = target.seen(index);
        boolean mosaic = face != null
                && Detail.mosaic(sent, picture, face.face())
                && observer.at(picture, face.place()).presence() < NO_FACE;
        return mosaic ? Returned.State.FACE_SHIELDED : Returned.State.SWAPPED;
    }
}
