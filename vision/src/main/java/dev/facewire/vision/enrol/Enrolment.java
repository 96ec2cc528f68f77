package dev.facewire.vision.enrol;

import dev.facewire.media.I420Frame;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.worker.InspectReply;
import dev.facewire.vision.face.Box;
import dev.facewire.vision.face.Detection;
import dev.facewire.vision.face.FaceFinder;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Landmarks;
import dev.facewire.vision.face.MeshFit;
import dev.facewire.vision.face.Pose;
import dev.facewire.vision.face.Region;
import dev.facewire.vision.face.Similarity;
import dev.facewire.vision.photo.PhotoDecoder;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Understands photos of the face to put on: finds the one face, crops it, and says in words what will look wrong. Holds
 * nothing of them: any thread, several at once, with the networks where {@link NetworkCalls} runs them.
 */
public final class Enrolment implements Enroller {
    /** A crop's side in pixels, and the picture around the face in it: hair and ears are not used. */
    private static final int SIDE = 512;

    private static final double CROP_MARGIN = 1.7;
    private static final double DETECT = 0.5;
    /** A fit that the mesh network itself doubts is no face to put on. */
    private static final double PRESENT = 10;
    /** Faces smaller than this share of the greatest are passers-by. */
    private static final double PASSER_BY = 0.4;

    // Beyond these a swap looks wrong; found by looking at swaps (docs/explanation/mesh-engine.md).
    private static final double TURNED = 12;
    private static final double NODDING = 15;
    private static final double MOUTH_OPEN = 0.05;
    private static final double SMALL_PX = 50;
    /** A photo whose mouth is this much wider open than the best one's adds nothing to it. */
    private static final double SAME_MOUTH = 0.12;

    private static final double COVERED = 0.12;

    private final FaceFinder finder;
    private final FaceMesh mesh;
    private final Texturing texturing;

    public Enrolment(FaceFinder finder, FaceMesh mesh, Texturing texturing) {
        this.finder = finder;
        this.mesh = mesh;
        this.texturing = texturing;
    }

    @Override
    public InspectReply inspect(List<byte[]> files, NetworkCalls network) {
        Understood understood = understand(files, network);
        return new InspectReply(
                FaceFile.encode(understood.source()),
                SIDE,
                SIDE,
                understood.pose().yaw(),
                understood.warnings());
    }

    /**
     * What is made of photos.
     *
     * @param pose of the head in the photo that counts most
     */
    public record Understood(SourceFace source, Landmarks face, Pose pose, List<String> warnings) {}

    /**
     * Understands photos of one person. The most frontal and calm one counts most; the others fill what it hides. They
     * are decoded one after the other: of each only the face stays.
     *
     * @throws Fault NOT_AN_IMAGE, TOO_LARGE, NO_FACE, MANY_FACES
     */
    public Understood understand(List<byte[]> files, NetworkCalls network) {
        List<Found> all = new ArrayList<>();
        for (byte[] file : files) {
            all.add(close(find(PhotoDecoder.photo(file), network)));
        }
        if (all.isEmpty()) {
            throw new Fault(ErrorCode.BAD_REQUEST, "no picture was given");
        }
        all.sort(Comparator.comparingDouble(Found::oddness));
        Found best = all.get(0);
        Texturing.Texture texture = texturing.make(
                all.stream()
                        .filter(found ->
                                found.face().mouthOpening() <= best.face().mouthOpening() + SAME_MOUTH)
                        .map(Found::photo)
                        .toList(),
                network);
        SourceFace source = new SourceFace(
                best.photo().picture(),
                texture.picture(),
                neutral(all),
                irises(best),
                best.face().mouthOpening());
        return new Understood(source, best.face(), best.pose(), warnings(best, texture));
    }

    /** @param eyePx the eye distance in the photo as it came */
    private record Found(Texturing.Photo photo, Pose pose, double eyePx) {
        Landmarks face() {
            return photo.face();
        }

        /** 0 for a frontal face with a closed mouth. */
        double oddness() {
            return Math.pow(face().mouthOpening() / 0.06, 2)
                    + Math.pow(pose.yaw() / 12, 2)
                    + Math.pow(pose.pitch() / 15, 2);
        }
    }

    /** The face alone, in a square of the size that is kept. */
    private Found close(Found found) {
        Box box = found.face().box();
        double size = Math.max(box.width(), box.height()) * CROP_MARGIN;
        BufferedImage crop = Pictures.square(found.photo().picture(), box.centreX(), box.centreY(), size, SIDE);
        double scale = SIDE / size;
        double[] points = found.face().xyz().clone();
        for (int i = 0; i < points.length; i += 3) {
            points[i] = (points[i] - box.centreX()) * scale + SIDE / 2.0;
            points[i + 1] = (points[i + 1] - box.centreY()) * scale + SIDE / 2.0;
            points[i + 2] *= scale;
        }
        return new Found(new Texturing.Photo(crop, new Landmarks(points)), found.pose(), found.eyePx());
    }

    /** The mean of the canonical shapes, in which calm, frontal photos count most. */
    private double[] neutral(List<Found> all) {
        double[] mean = new double[FaceMesh.POINTS * 3];
        double sum = 0;
        for (Found found : all) {
            double weight = Math.exp(-found.oddness()) + 1e-6;
            double[] shape = Similarity.between(found.face().xyz(), mesh.points(), mesh.weights())
                    .apply(found.face().xyz());
            for (int i = 0; i < mean.length; i++) {
                mean[i] += weight * shape[i];
            }
            sum += weight;
        }
        for (int i = 0; i < mean.length; i++) {
            mean[i] /= sum;
        }
        return mean;
    }

    private double[] irises(Found best) {
        double[][] eyes = new double[2][];
        for (int eye = 0; eye < 2; eye++) {
            double[] middle = best.face().iris(eye);
            eyes[eye] = texturing.locate(best.photo(), middle[0], middle[1]);
        }
        if (Math.abs(best.pose().yaw()) > TURNED) { // the far eye is the near one's mirror image
            int near = best.pose().yaw() > 0 ? 0 : 1;
            eyes[1 - near] = new double[] {1 - eyes[near][0], eyes[near][1]};
        }
        return new double[] {eyes[0][0], eyes[0][1], eyes[1][0], eyes[1][1]};
    }

    private Found find(BufferedImage picture, NetworkCalls network) {
        I420Frame frame = Pictures.toFrame(picture);
        List<Detection> faces = network.run("find faces", () -> finder.detect(frame, DETECT));
        if (faces.isEmpty()) {
            throw new Fault(
                    ErrorCode.NO_FACE, "no face was found in the picture; use a frontal photo of one person, well lit");
        }
        Detection largest = faces.stream()
                .max(java.util.Comparator.comparingDouble(face -> face.box().height()))
                .orElseThrow();
        long rivals = faces.stream()
                .filter(face -> face.box().height() > PASSER_BY * largest.box().height())
                .count();
        if (rivals > 1) {
            throw new Fault(
                    ErrorCode.MANY_FACES,
                    "more than one face was found in the picture (" + rivals + "); use a photo of one person");
        }
        MeshFit first = network.run("find landmarks", () -> finder.fit(frame, Region.around(largest)));
        MeshFit fit = network.run("find landmarks", () -> finder.fit(frame, Region.around(first.face())));
        if (fit.presence() < PRESENT || !fit.face().finite()) {
            throw new Fault(
                    ErrorCode.NO_FACE,
                    "the face in the picture could not be made out; use a frontal photo, well lit and uncovered");
        }
        return new Found(
                new Texturing.Photo(picture, fit.face()),
                Pose.of(fit.face(), mesh),
                fit.face().eyeDistance());
    }

    private static List<String> warnings(Found found, Texturing.Texture texture) {
        List<String> warnings = new ArrayList<>();
        Landmarks face = found.face();
        double yaw = Math.abs(found.pose().yaw());
        if (yaw > TURNED) {
            warnings.add(String.format(
                    Locale.ROOT, "the head is turned %.0f°, the swap will look lopsided; use a frontal photo", yaw));
        }
        if (Math.abs(found.pose().pitch()) > NODDING) {
            warnings.add("the head looks up or down; use a photo taken at eye level");
        }
        if (face.mouthOpening() > MOUTH_OPEN) {
            warnings.add("the mouth is open, which will show; use a photo with a closed mouth");
        }
        if (texture.covered() > COVERED) {
            warnings.add("hair or something else covers part of the face; use a photo with a free forehead and cheeks");
        }
        if (found.eyePx() < SMALL_PX) {
            warnings.add("the face is small, the swap will look blurred; use a larger photo");
        }
        return warnings;
    }
}
