package dev.facewire.bench.quality.scene;

import dev.facewire.bench.quality.clip.Footage;
import dev.facewire.bench.quality.measure.Affine;
import dev.facewire.bench.quality.measure.Mask;
import dev.facewire.bench.quality.measure.Planes;
import dev.facewire.bench.quality.measure.Seen;
import dev.facewire.bench.quality.measure.Target;
import dev.facewire.bench.quality.measure.Truth;
import dev.facewire.media.I420Frame;
import dev.facewire.vision.face.Box;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Landmarks;
import dev.facewire.vision.face.Pose;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes scenes of stress of a clip. Where the real face is, is known from the clip itself, before anything was done to
 * it. The same clip makes the same scenes.
 */
public final class StressScenes {
    private static final int FRAMES = 120;
    private static final int CHEEK = 50;
    private static final int[] PHONE_COLOUR = {55, 130, 127};
    private static final int DARK_FROM = 40;
    private static final int DARK_TO = 50;
    // The scene with two people: how large, and where their faces are, in shares of the picture.
    private static final double TWO_SCALE = 0.62;
    private static final double FIRST_X = 0.27;
    private static final double SECOND_X = 0.75;
    private static final double OUTSIDE_X = 1.35;

    private final FaceMesh mesh;

    public StressScenes(FaceMesh mesh) {
        this.mesh = mesh;
    }

    /**
     * Makes a scene.
     *
     * @param clip with a face in its frames; a short one goes to and fro
     * @param other whose face comes in as the second person; the same clip, mirrored, where it is the same
     */
    public Target make(Stress stress, Target clip, Target other) {
        Random noise = new Random(stress.label().hashCode());
        List<I420Frame> frames = new ArrayList<>();
        List<Truth> truths = new ArrayList<>();
        List<Seen> seen = new ArrayList<>();
        int[] from = new int[FRAMES];
        for (int i = 0; i < FRAMES; i++) {
            from[i] = swing(i, clip.seen().size());
            I420Frame sent = clip.footage().frames().get(from[i]);
            Seen face = clip.seen(from[i]);
            if (face == null) { // a frame of the clip without a face stays as it is
                frames.add(sent);
                truths.add(Truth.of(null));
                seen.add(null);
                continue;
            }
            Moment moment =
                    switch (stress) {
                        case HAND_UP, HAND_SIDE, PHONE -> covered(stress, sent, face, Stress.phase(i), noise);
                        case SECOND_PERSON -> two(sent, face, other, other == clip, i);
                        case BLACKOUT ->
                            new Moment(
                                    i >= DARK_FROM && i < DARK_TO ? Warp.dim(sent, 0.02) : sent,
                                    List.of(face.face()),
                                    null);
                        case MOTION_BLUR -> {
                            int length = (int) (3
                                    + Stress.phase(i) * 0.3 * face.face().box().width());
                            yield new Moment(Warp.smear(sent, length), List.of(face.face()), null);
                        }
                        default -> moved(sent, face, movement(stress, sent, face, i));
                    };
            frames.add(moment.frame());
            truths.add(new Truth(moment.faces(), moment.mask()));
            Landmarks main = moment.faces().get(0);
            seen.add(new Seen(main, Pose.of(main, mesh), face.presence(), main));
        }
        Footage scene = new Footage(
                clip.footage().name() + "+" + stress.label(),
                clip.footage().path(),
                frames,
                clip.footage().fps());
        return clip.changed(scene, seen, truths, from);
    }

    private record Moment(I420Frame frame, List<Landmarks> faces, Mask mask) {}

    /** 0, 1, … n−1, n−2, … 0, 1, … */
    static int swing(int index, int count) {
        if (count == 1) {
            return 0;
        }
        int at = index % (2 * count - 2);
        return at < count ? at : 2 * count - 2 - at;
    }

    private static Moment moved(I420Frame sent, Seen face, Affine movement) {
        return new Moment(Warp.move(sent, movement), List.of(moved(face.face(), movement)), null);
    }

    static Landmarks moved(Landmarks face, Affine movement) {
        double[] xyz = face.xyz().clone();
        for (int i = 0; i < xyz.length; i += 3) {
            double x = xyz[i];
            double y = xyz[i + 1];
            xyz[i] = movement.x(x, y);
            xyz[i + 1] = movement.y(x, y);
            xyz[i + 2] *= movement.scale();
        }
        return new Landmarks(xyz);
    }

    private static Affine movement(Stress stress, I420Frame frame, Seen face, int index) {
        Box box = face.face().box();
        double phase = Stress.phase(index);
        return switch (stress) {
            case EXIT_LEFT -> Affine.shift(-phase * (box.x1() + 5), 0);
            case EXIT_BOTTOM -> Affine.shift(0, phase * (frame.height() - box.y0() + 5));
            case WHIP -> Affine.shift((index / 25 % 2 == 1 ? 0.7 : -0.3) * box.width(), 0);
            case ROLL -> Affine.around(face.face().centreX(), face.face().centreY(), 1, Math.toRadians(110 * phase));
            case SHRINK -> Affine.around(frame.width() / 2.0, frame.height() / 2.0, 1 - 0.9 * phase, 0);
            default -> throw new IllegalArgumentException(stress + " is no movement");
        };
    }

    private static Moment covered(Stress stress, I420Frame sent, Seen seen, double phase, Random noise) {
        Box box = seen.face().box();
        double w = box.width();
        double h = box.height();
        int[] skin = skin(sent, seen.face());
        Occluder thing =
                switch (stress) {
                    // the fingers' tips are 1.1 above the middle of the palm
                    case HAND_UP ->
                        new Occluder(
                                Occluder.HAND, box.centreX(), box.y1() + (1.0 - 1.25 * phase) * h, 0.8 * w, 0, skin);
                    case HAND_SIDE ->
                        new Occluder(
                                Occluder.HAND,
                                box.x0() + (-1.3 + 1.7 * phase) * w,
                                box.centreY(),
                                0.8 * w,
                                Math.PI / 2,
                                skin);
                    default ->
                        new Occluder(
                                Occluder.PHONE,
                                box.centreX(),
                                box.y0() + (-1.0 + 1.5 * phase) * h,
                                0.75 * w,
                                0,
                                PHONE_COLOUR);
                };
        I420Frame frame = I420Frame.allocate(sent.width(), sent.height());
        sent.copyTo(frame);
        return new Moment(frame, List.of(seen.face()), thing.draw(frame, noise));
    }

    /** The cheek's colour, a little darker: hands mostly are. */
    private static int[] skin(I420Frame frame, Landmarks face) {
        double x = face.x(CHEEK);
        double y = face.y(CHEEK);
        return new int[] {
            (int) (16 + 0.93 * (Planes.luma(frame, x, y) - 16)),
            (int) Math.round(Planes.blueDifference(frame, x, y)),
            (int) Math.round(Planes.redDifference(frame, x, y))
        };
    }

    /** The clip made smaller and moved to the left, and somebody else beside it. */
    private Moment two(I420Frame sent, Seen first, Target other, boolean mirror, int index) {
        int width = sent.width();
        int height = sent.height();
        Affine toLeft = placed(first.face().box(), TWO_SCALE, FIRST_X * width, height / 2.0, false);
        I420Frame frame = Warp.move(sent, toLeft);
        List<Landmarks> faces = new ArrayList<>();
        faces.add(moved(first.face(), toLeft));
        int at = swing(index + other.seen().size() / 2, other.seen().size());
        Seen second = other.seen(at);
        double x = (OUTSIDE_X + (SECOND_X - OUTSIDE_X) * Stress.phase(index)) * width;
        if (second != null) {
            Box box = second.face().box();
            double scale = TWO_SCALE * first.face().box().width() / box.width();
            Affine toRight = placed(box, scale, x, height / 2.0, mirror);
            Landmarks face = moved(second.face(), toRight);
            paste(other.footage().frames().get(at), toRight, face.box(), frame);
            faces.add(face);
        }
        return new Moment(frame, faces, null);
    }

    /** Brings a face's middle to a place. */
    private static Affine placed(Box face, double scale, double x, double y, boolean mirror) {
        double across = mirror ? -scale : scale;
        return new Affine(across, 0, x - across * face.centreX(), 0, scale, y - scale * face.centreY());
    }

    /** Draws the head and what is below it, with the face at {@code box} of the frame. */
    private static void paste(I420Frame from, Affine movement, Box box, I420Frame onto) {
        Affine back = movement.inverse();
        double left = Math.max(box.x0() - 0.35 * box.width(), onto.width() * 0.5);
        double right = box.x1() + 0.35 * box.width();
        double top = box.y0() - 0.45 * box.height();
        for (int y = (int) Math.max(0, top); y < onto.height(); y++) {
            for (int x = (int) Math.max(0, left); x < Math.min(onto.width(), right); x++) {
                double px = back.x(x, y);
                double py = back.y(x, y);
                onto.y().put(y * onto.strideY() + x, (byte) Math.round(Planes.luma(from, px, py)));
                if ((x & 1) == 0 && (y & 1) == 0) {
                    int chroma = y / 2 * onto.strideU() + x / 2;
                    onto.u().put(chroma, (byte) Math.round(Planes.blueDifference(from, px + 0.5, py + 0.5)));
                    onto.v().put(y / 2 * onto.strideV() + x / 2, (byte)
                            Math.round(Planes.redDifference(from, px + 0.5, py + 0.5)));
                }
            }
        }
    }
}
