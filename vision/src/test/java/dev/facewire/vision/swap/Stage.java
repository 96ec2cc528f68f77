package dev.facewire.vision.swap;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.facewire.media.I420Frame;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.vision.engine.SwapEngine;
import dev.facewire.vision.enrol.Enrolment;
import dev.facewire.vision.enrol.FaceFile;
import dev.facewire.vision.enrol.SourceFace;
import dev.facewire.vision.enrol.StoredFaces;
import dev.facewire.vision.face.Box;
import dev.facewire.vision.face.Detection;
import dev.facewire.vision.face.FaceFinder;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Landmarks;
import dev.facewire.vision.face.MeshFit;
import dev.facewire.vision.face.Poses;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * A frame's whole way with scripted networks and an engine that paints faces over: people stand before noise, and what
 * of it goes out tells whether they were covered.
 */
final class Stage {
    static final int WIDTH = 320;
    static final int HEIGHT = 240;
    static final long FRAME = 33_333_333;
    private static final double PIXELS_PER_CM = 5;
    private static final FaceMesh MESH = FaceMesh.load();
    private static final byte[] STORED = StoredFaces.file();
    private static final byte[] NOISE = new byte[WIDTH * HEIGHT];

    static {
        new Random(11).nextBytes(NOISE);
        for (Class<?> loud : List.of(MeshFaceProcessor.class, SwapCalls.class)) {
            ((Logger) LoggerFactory.getLogger(loud)).setLevel(Level.OFF); // faults are what is tested
        }
    }

    /** What the mesh network says of a person who is there. */
    enum Mesh {
        SURE,
        UNSURE,
        NOTHING,
        NO_NUMBERS,
        NO_PRESENCE,
        /** All points in one place. */
        COLLAPSED,
        /** Finite numbers far beyond any picture. */
        HUGE,
        /** Whoever uses the answer fails. */
        NO_ANSWER;

        boolean isSure() {
            return this == SURE;
        }
    }

    /** Somebody before the camera. */
    static final class Person {
        double x;
        double y;
        Mesh mesh = Mesh.SURE;
        boolean detected = true;

        Person(double x, double y) {
            this.x = x;
            this.y = y;
        }

        Landmarks face() {
            return Poses.standing(MESH, x, y, PIXELS_PER_CM);
        }

        Box box() {
            return face().box();
        }

        private MeshFit fit() {
            double[] points = face().xyz();
            return switch (mesh) {
                case SURE -> new MeshFit(face(), 20);
                case UNSURE -> new MeshFit(face(), 10);
                case NOTHING -> new MeshFit(face(), 0);
                case NO_NUMBERS -> {
                    points[300] = Double.NaN;
                    yield new MeshFit(new Landmarks(points), 20);
                }
                case NO_PRESENCE -> new MeshFit(face(), Double.NaN);
                case COLLAPSED -> new MeshFit(Poses.standing(MESH, x, y, 0.001), 20);
                case NO_ANSWER -> null;
                case HUGE -> new MeshFit(Poses.standing(MESH, x, y, 1e12), 20);
            };
        }

        private Detection detection() {
            Landmarks face = face();
            return new Detection(
                    0.9,
                    face.box(),
                    face.x(FaceMesh.RIGHT_EYE_OUTER),
                    face.y(FaceMesh.RIGHT_EYE_OUTER),
                    face.x(FaceMesh.LEFT_EYE_OUTER),
                    face.y(FaceMesh.LEFT_EYE_OUTER));
        }
    }

    /** A frame as it came and as it goes. */
    record Shown(I420Frame sent, I420Frame out, FrameOutcome outcome) {
        FrameOutcome.Verdict verdict() {
            return outcome.verdict();
        }

        /** How much of what was sent can still be seen there: the greatest correlation of the three planes. */
        double bare(Box box) {
            return Stage.bare(sent, out, box);
        }

        double bare() {
            return bare(new Box(0, 0, sent.width(), sent.height()));
        }

        /** Contrast of what goes out there, 1 as it was sent. */
        double contrast(Box box) {
            return deviation(out, box) / deviation(sent, box);
        }
    }

    final List<Person> people = new ArrayList<>();
    /** Thrown by the networks. */
    Error inFit;

    Error inDetect;
    /** Thrown when an engine of this name is warmed up. */
    final Map<String, Throwable> inWarmUp = new HashMap<>();

    /** Called for each face that is to be swapped; may throw. */
    Consumer<SwapEngine.Job> engineTrouble = job -> {};
    /** Sources and targets that were handed out and not closed. */
    int held;

    int detections;
    long now = 1_000_000_000L;

    private final FaceFinder finder = new FaceFinder() {
        @Override
        public List<List<Detection>> detect(List<I420Frame> frames, double threshold) {
            raise(inDetect);
            detections++;
            List<Detection> found = people.stream()
                    .filter(person -> person.detected)
                    .map(Person::detection)
                    .toList();
            return frames.stream()
                    .map(frame -> frame.width() == WIDTH ? found : List.<Detection>of()) // nobody over an edge
                    .toList();
        }

        @Override
        public List<MeshFit> fit(List<Look> looks) {
            raise(inFit);
            return looks.stream().map(Stage.this::fit).toList();
        }
    };

    /** Names of the engines that were closed, in order. */
    final List<String> closed = new ArrayList<>();

    /** Do engines tell of each face that is done? */
    boolean tells;

    /** Identities of the frames that were painted, once for each time. */
    final List<Integer> painted = new ArrayList<>();

    /** Names of the engines that were called, in order. */
    final List<String> used = new ArrayList<>();

    final FaceProcessor processor;

    /** With an engine called mesh. */
    Stage() {
        this(new String[0]);
    }

    /** With further engines of these names. */
    Stage(String... more) {
        Owned owned = new Owned();
        Engines engines = owned.add(new Engines(new Painter("mesh")));
        for (String name : more) {
            engines.add(new Painter(name));
        }
        processor = new MeshFaceProcessor(finder, MESH, engines, new Enrolment(finder, MESH, null), owned);
    }

    /** Paints faces over. */
    private final class Painter implements SwapEngine {
        private final String name;

        Painter(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Prepared prepare(SourceFace face) {
            held++;
            return () -> held--;
        }

        @Override
        public Prepared prepareStandIn() {
            raise(inWarmUp.get(name));
            held++;
            return () -> held--;
        }

        @Override
        public Target target() {
            held++;
            return () -> held--;
        }

        @Override
        public void swap(List<Job> jobs, Consumer<Job> done) {
            if (jobs.isEmpty()) {
                throw new IllegalArgumentException("there is nothing to swap");
            }
            used.add(name);
            for (Job job : jobs) {
                engineTrouble.accept(job);
                paint(job.frame(), job.face().box());
                painted.add(System.identityHashCode(job.frame()));
                if (tells) {
                    done.accept(job);
                }
            }
        }

        @Override
        public void close() {
            closed.add(name);
        }
    }

    Person person(double x, double y) {
        Person person = new Person(x, y);
        people.add(person);
        return person;
    }

    FaceSession open() {
        return processor.open(STORED);
    }

    static SourceFace stored() {
        return FaceFile.decode(STORED);
    }

    /** The next frame of a session, alone. */
    Shown show(FaceSession session, SessionOptions options) {
        return show(session, options, noise(WIDTH, HEIGHT));
    }

    /** The next frame of a session, to be processed. */
    FrameJob job(FaceSession session, SessionOptions options) {
        now += FRAME;
        return new FrameJob(session, noise(WIDTH, HEIGHT), options, now);
    }

    Shown show(FaceSession session, SessionOptions options, I420Frame sent) {
        now += FRAME;
        I420Frame out = I420Frame.allocate(sent.width(), sent.height());
        sent.copyTo(out);
        FrameJob job = new FrameJob(session, out, options, now);
        processor.process(List.of(job));
        return new Shown(sent, out, job.outcome());
    }

    /** The next frames of several sessions in one batch. */
    List<Shown> show(List<FaceSession> sessions, SessionOptions options) {
        now += FRAME;
        List<FrameJob> jobs = sessions.stream()
                .map(session -> new FrameJob(session, noise(WIDTH, HEIGHT), options, now))
                .toList();
        processor.process(jobs);
        return jobs.stream()
                .map(job -> new Shown(noise(WIDTH, HEIGHT), job.frame(), job.outcome()))
                .toList();
    }

    private MeshFit fit(FaceFinder.Look look) {
        double cx = look.region().cx();
        double cy = look.region().cy();
        for (Person person : people) {
            if (Math.abs(person.x - cx) < 40 && Math.abs(person.y - cy) < 50) {
                return person.fit();
            }
        }
        return new MeshFit(Poses.standing(MESH, cx, cy, PIXELS_PER_CM), -5);
    }

    private static void raise(Throwable trouble) {
        if (trouble instanceof Error error) {
            throw error;
        }
        if (trouble instanceof RuntimeException failure) {
            throw failure;
        }
    }

    /** The same noise each time. */
    static I420Frame noise(int width, int height) {
        I420Frame frame = I420Frame.allocate(width, height);
        for (ByteBuffer plane : List.of(frame.y(), frame.u(), frame.v())) {
            plane.put(0, NOISE, 0, plane.capacity());
        }
        return frame;
    }

    static void paint(I420Frame frame, Box box) {
        for (int plane = 0; plane < 3; plane++) {
            int half = plane == 0 ? 1 : 2;
            for (int at : places(frame, plane, box)) {
                plane(frame, plane).put(at, (byte) (80 * half));
            }
        }
    }

    private static double bare(I420Frame sent, I420Frame out, Box box) {
        double most = 0;
        for (int plane = 0; plane < 3; plane++) {
            int[] places = places(sent, plane, box);
            double[] a = deviations(plane(sent, plane), places);
            double[] b = deviations(plane(out, plane), places);
            double both = 0;
            double own = 0;
            double theirs = 0;
            for (int i = 0; i < a.length; i++) {
                both += a[i] * b[i];
                own += a[i] * a[i];
                theirs += b[i] * b[i];
            }
            most = Math.max(most, both / Math.sqrt(own * theirs + 1e-9));
        }
        return most;
    }

    private static double deviation(I420Frame frame, Box box) {
        double sum = 0;
        for (double d : deviations(frame.y(), places(frame, 0, box))) {
            sum += d * d;
        }
        return Math.sqrt(sum);
    }

    private static double[] deviations(ByteBuffer plane, int[] places) {
        double[] values = new double[places.length];
        double sum = 0;
        for (int i = 0; i < places.length; i++) {
            values[i] = plane.get(places[i]) & 0xff;
            sum += values[i];
        }
        for (int i = 0; i < places.length; i++) {
            values[i] -= sum / places.length;
        }
        return values;
    }

    private static ByteBuffer plane(I420Frame frame, int plane) {
        return List.of(frame.y(), frame.u(), frame.v()).get(plane);
    }

    private static int[] places(I420Frame frame, int plane, Box box) {
        int half = plane == 0 ? 1 : 2;
        int width = plane == 0 ? frame.width() : frame.chromaWidth();
        int height = plane == 0 ? frame.height() : frame.chromaHeight();
        int x0 = Math.max(0, (int) box.x0() / half);
        int x1 = Math.min(width, (int) box.x1() / half);
        int y0 = Math.max(0, (int) box.y0() / half);
        int y1 = Math.min(height, (int) box.y1() / half);
        int[] places = new int[Math.max(0, x1 - x0) * Math.max(0, y1 - y0)];
        for (int i = 0; i < places.length; i++) {
            places[i] = (y0 + i / (x1 - x0)) * width + x0 + i % (x1 - x0);
        }
        return places;
    }
}
