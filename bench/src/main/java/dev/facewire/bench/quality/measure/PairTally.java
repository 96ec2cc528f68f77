package dev.facewire.bench.quality.measure;

import dev.facewire.bench.quality.clip.Photo;
import dev.facewire.bench.quality.identity.IdentityNet;
import dev.facewire.bench.quality.measure.PairFigures.Follow;
import dev.facewire.bench.quality.measure.PairFigures.Ms;
import dev.facewire.bench.quality.measure.PairFigures.Occlusion;
import dev.facewire.bench.quality.measure.PairFigures.Spread;
import dev.facewire.bench.quality.run.Returned;
import dev.facewire.bench.quality.run.Returned.State;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Landmarks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What is gathered on the way through one clip, and what comes of it. Confined to one thread. */
final class PairTally {
    private static final double PAINTED = 0.2;
    private static final int MOST_LISTED = 20;

    private final Target target;
    private final Returned returned;
    private final Map<State, Integer> states = new LinkedHashMap<>();
    private final List<Double> source = new ArrayList<>();
    private final List<Double> real = new ArrayList<>();
    private final List<Double> before = new ArrayList<>();
    private final List<Integer> measured = new ArrayList<>();
    private final Map<Integer, Seen> seen = new LinkedHashMap<>();
    private final Flicker sentFlicker = new Flicker();
    private final Flicker returnedFlicker = new Flicker();
    private final List<Double> painted = new ArrayList<>();
    private int occludedFrames;
    private int unseen;
    private final List<Integer> bareAt = new ArrayList<>();
    private int faceFrames;
    private double bareCosine = Double.NEGATIVE_INFINITY;

    PairTally(Target target, Returned returned) {
        this.target = target;
        this.returned = returned;
    }

    Target target() {
        return target;
    }

    Returned returned() {
        return returned;
    }

    Returned.Frame frame(int index) {
        return returned.frames().get(index);
    }

    void state(State state) {
        states.merge(state, 1, Integer::sum);
    }

    /** Whose face came back, who was put on, and whose it is: as the network's numbers. */
    void identified(float[] now, float[] put, float[] real) {
        source.add(IdentityNet.cosine(now, put));
        this.real.add(IdentityNet.cosine(now, real));
        before.add(IdentityNet.cosine(real, put));
    }

    /** How like the real face of this frame the one is that came back in its place. */
    double likeness(float[] now, int index) {
        double cosine = IdentityNet.cosine(now, target.identity(index));
        bareCosine = Math.max(bareCosine, cosine);
        return cosine;
    }

    /** Was there a real face to be seen in this frame, and did it come back? */
    void bare(int index, boolean face, boolean bare) {
        faceFrames += face ? 1 : 0;
        if (bare) {
            bareAt.add(index);
        }
    }

    /** A swapped frame in which the sent face is known. */
    void followed(int index, Seen face) {
        measured.add(index);
        if (face.there()) {
            seen.put(index, face);
        } else {
            unseen++;
        }
    }

    void occluded(State state, double share) {
        occludedFrames++;
        if (state == State.SWAPPED) {
            painted.add(share);
        }
    }

    void flicker() {
        float[][] sent = new float[target.seen().size()][];
        float[][] back = new float[sent.length][];
        for (int index : measured) {
            sent[index] = Planes.lumaSquare(target.footage().frames().get(index), target.crop(index), Flicker.SIDE);
            back[index] = Planes.lumaSquare(returned.frames().get(index).picture(), target.crop(index), Flicker.SIDE);
        }
        for (int i = 1; i + 1 < sent.length; i++) {
            if (sent[i - 1] != null && sent[i] != null && sent[i + 1] != null) {
                sentFlicker.add(sent[i - 1], sent[i], sent[i + 1]);
                returnedFlicker.add(back[i - 1], back[i], back[i + 1]);
            }
        }
    }

    private double[] of(ToDoubleFunction<Seen> figure, boolean sent) {
        return seen.entrySet().stream()
                .mapToDouble(entry -> figure.applyAsDouble(sent ? target.seen(entry.getKey()) : entry.getValue()))
                .toArray();
    }

    private double error(ToDoubleFunction<Seen> figure) {
        double[] a = of(figure, false);
        double[] b = of(figure, true);
        for (int i = 0; i < a.length; i++) {
            a[i] = Math.abs(a[i] - b[i]);
        }
        return Series.mean(a);
    }

    PairFigures figures(Photo photo) {
        double[] cosSource = numbers(source);
        double[] cosTarget = numbers(real);
        int wins = 0;
        for (int i = 0; i < cosSource.length; i++) {
            wins += cosSource[i] > cosTarget[i] ? 1 : 0;
        }
        Map<String, Ms> ms = new LinkedHashMap<>();
        double[] all = new double[returned.frames().size()];
        returned.msByStage().forEach((stage, values) -> {
            ms.put(stage, Ms.of(values));
            for (int i = 0; i < all.length; i++) {
                all[i] += values[i];
            }
        });
        if (!ms.isEmpty()) {
            ms.put("all", Ms.of(all));
        }
        Map<String, Integer> counts = new LinkedHashMap<>();
        states.forEach((state, count) -> counts.put(state.label(), count));
        int first = firstSwapped();
        return new PairFigures(
                target.footage().name(),
                photo.name(),
                returned.frames().size(),
                measured.size(),
                Spread.of(cosSource),
                Spread.of(cosTarget),
                PairFigures.figure(Series.mean(numbers(before))),
                cosSource.length == 0 ? null : PairFigures.figure((double) wins / cosSource.length),
                Follow.of(of(Seen::mouth, false), of(Seen::mouth, true)),
                Follow.of(of(Seen::eyes, false), of(Seen::eyes, true)),
                PairFigures.figure(error(face -> face.pose().yaw())),
                PairFigures.figure(error(face -> face.pose().pitch())),
                PairFigures.figure(returnedFlicker.fine() / sentFlicker.fine()),
                PairFigures.figure(returnedFlicker.coarse() / sentFlicker.coarse()),
                PairFigures.figure(jitter(false)),
                PairFigures.figure(jitter(true)),
                first < 0 ? null : PairFigures.figure(untrusted(first)),
                first < 0 ? null : first,
                counts,
                bareAt.size(),
                faceFrames,
                bareAt.stream().limit(MOST_LISTED).toList(),
                PairFigures.figure(bareCosine),
                occlusion(),
                unseen,
                ms,
                PairFigures.figure(returned.noise()),
                returned.live());
    }

    private Occlusion occlusion() {
        if (occludedFrames == 0) {
            return null;
        }
        int strong = (int) painted.stream().filter(share -> share > PAINTED).count();
        return new Occlusion(occludedFrames, painted.size(), PairFigures.figure(Series.mean(numbers(painted))), strong);
    }

    private int firstSwapped() {
        for (int i = 0; i < returned.frames().size(); i++) {
            if (returned.frames().get(i).state() == State.SWAPPED) {
                return i;
            }
        }
        return -1;
    }

    private double untrusted(int first) {
        long not = returned.frames().stream()
                .skip(first)
                .filter(frame -> frame.state() != State.SWAPPED)
                .count();
        return (double) not / (returned.frames().size() - first);
    }

    /** The landmarks' second differences, root mean square, in % of the eye distance. */
    private double jitter(boolean sent) {
        List<Double> moves = new ArrayList<>();
        double eyes = Series.mean(of(face -> face.face().eyeDistance(), true));
        for (int i : seen.keySet()) {
            if (seen.containsKey(i - 1) && seen.containsKey(i + 1)) {
                moves.add(secondDifference(face(i - 1, sent), face(i, sent), face(i + 1, sent)));
            }
        }
        return Series.mean(numbers(moves)) / eyes * 100;
    }

    private Landmarks face(int index, boolean sent) {
        return (sent ? target.seen(index) : seen.get(index)).face();
    }

    private static double secondDifference(Landmarks a, Landmarks b, Landmarks c) {
        double sum = 0;
        for (int k = 0; k < FaceMesh.POINTS; k++) {
            double x = a.x(k) - 2 * b.x(k) + c.x(k);
            double y = a.y(k) - 2 * b.y(k) + c.y(k);
            sum += Math.sqrt((x * x + y * y) / 6); // of white noise the variance is six times that of a point
        }
        return sum / FaceMesh.POINTS;
    }

    private static double[] numbers(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
