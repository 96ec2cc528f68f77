package dev.facewire.gpu.enrol;

import dev.facewire.gpu.face.Box;
import dev.facewire.gpu.face.Detection;
import dev.facewire.gpu.face.FaceFinder;
import dev.facewire.gpu.face.FaceMesh;
import dev.facewire.gpu.face.Landmarks;
import dev.facewire.gpu.face.MeshFit;
import dev.facewire.gpu.face.Pose;
import dev.facewire.gpu.face.Region;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.worker.InspectReply;
import dev.facewire.rtc.frame.I420Frame;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Understands photos of the face to put on: finds the one face, crops it, and says in words what will look wrong.
 * Confined to the device loop's thread.
 */
public final class Enrolment {
    /** A crop's side in pixels, and the picture around the face in it: hair and ears are not used. */
    private static final int CROP_SIDE = 512;

    private static final double CROP_MARGIN = 1.7;
    private static final double DETECT = 0.5;
    /** A fit that the mesh network itself doubts is no face to put on. */
    private static final double PRESENT = 10;
    /** Faces smaller than this share of the greatest are passers-by. */
    private static final double PASSER_BY = 0.4;

    // Beyond these a swap looks wrong; found by looking at swaps (docs/swap.md).
    private static final double TURNED = 12;
    private static final double NODDING = 15;
    private static final double MOUTH_OPEN = 0.05;
    private static final double SMALL_PX = 50;

    private final FaceFinder finder;
    private final FaceMesh mesh;

    public Enrolment(FaceFinder finder, FaceMesh mesh) {
        this.finder = finder;
        this.mesh = mesh;
    }

    /**
     * Looks at photos of one person and takes the most frontal.
     *
     * @throws Fault NOT_AN_IMAGE, NO_FACE, MANY_FACES
     */
    public InspectReply inspect(List<byte[]> files) {
        List<Found> all = new ArrayList<>();
        for (byte[] file : files) {
            all.add(find(Pictures.decode(file)));
        }
        Found best = all.stream()
                .min(java.util.Comparator.comparingDouble(
                        found -> Math.abs(found.pose().yaw())))
                .orElseThrow(() -> new Fault(ErrorCode.BAD_REQUEST, "no picture was given"));
        Box box = best.source().face().box();
        double size = Math.max(box.width(), box.height()) * CROP_MARGIN;
        byte[] crop =
                Pictures.jpeg(Pictures.square(best.source().picture(), box.centreX(), box.centreY(), size, CROP_SIDE));
        return new InspectReply(crop, CROP_SIDE, CROP_SIDE, best.pose().yaw(), warnings(best));
    }

    /**
     * Reads a crop that {@link #inspect} made.
     *
     * @throws Fault NO_FACE where it is another picture
     */
    public SourceFace read(byte[] crop) {
        return find(Pictures.decode(crop)).source();
    }

    private record Found(SourceFace source, Pose pose) {}

    private Found find(BufferedImage picture) {
        I420Frame frame = Pictures.toFrame(picture);
        List<Detection> faces = finder.detect(frame, DETECT);
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
        MeshFit first = finder.fit(frame, Region.around(largest));
        MeshFit fit = finder.fit(frame, Region.around(first.face()));
        if (fit.presence() < PRESENT || !fit.face().finite()) {
            throw new Fault(
                    ErrorCode.NO_FACE,
                    "the face in the picture could not be made out; use a frontal photo, well lit and uncovered");
        }
        return new Found(new SourceFace(picture, fit.face()), Pose.of(fit.face(), mesh));
    }

    private static List<String> warnings(Found found) {
        List<String> warnings = new ArrayList<>();
        Landmarks face = found.source().face();
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
        if (face.eyeDistance() < SMALL_PX) {
            warnings.add("the face is small, the swap will look blurred; use a larger photo");
        }
        return warnings;
    }
}
