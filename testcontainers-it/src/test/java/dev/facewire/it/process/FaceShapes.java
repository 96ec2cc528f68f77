package dev.facewire.it.process;

import dev.facewire.it.process.PairedClip.Picture;
import dev.facewire.media.I420Frame;
import dev.facewire.vision.face.Detection;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Landmarks;
import dev.facewire.vision.face.MediaPipeFaceFinder;
import dev.facewire.vision.face.Region;
import dev.facewire.vision.face.Similarity;
import dev.facewire.vision.tensor.ShippedModels;
import dev.facewire.vision.tensor.TorchDevice;
import dev.facewire.vision.tensor.TorchModule;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Measures whose face is in a picture by the proportions of its landmarks, laid over the canonical face. */
public final class FaceShapes implements AutoCloseable {
    private final TorchDevice device = TorchDevice.open(-1);
    private final TorchModule module = device.load(ShippedModels.read("mesh_swap.pt"));
    private final MediaPipeFaceFinder finder = new MediaPipeFaceFinder(device, module);
    private final FaceMesh mesh = FaceMesh.load();

    /** The landmarks of the one face in a picture, if there is one. */
    public Optional<Landmarks> find(Picture picture) {
        I420Frame frame = toFrame(picture);
        List<Detection> faces = finder.detect(frame, 0.5);
        return faces.isEmpty()
                ? Optional.empty()
                : Optional.of(finder.fit(
                                frame,
                                Region.around(finder.fit(frame, Region.around(faces.get(0)))
                                        .face()))
                        .face());
    }

    /** The face's proportions in the canonical pose: 468 × 3, in cm. */
    public double[] shape(Landmarks face) {
        double[] points = Arrays.copyOf(face.xyz(), FaceMesh.POINTS * 3); // without the irises
        return Similarity.between(points, mesh.points(), mesh.weights()).apply(points);
    }

    /** Root mean square distance of two shapes over the middle of the face, which the swap bends, in cm. */
    public double distance(double[] a, double[] b) {
        double[] fromOval = mesh.distanceToOval();
        double squares = 0;
        int count = 0;
        for (int i = 0; i < FaceMesh.POINTS; i++) {
            if (fromOval[i] < 3) {
                continue;
            }
            for (int k = 0; k < 2; k++) {
                double d = a[i * 3 + k] - b[i * 3 + k];
                squares += d * d;
            }
            count++;
        }
        return Math.sqrt(squares / count);
    }

    /**
     * How differently two faces are coloured at the same landmarks of their middle, in levels of 255: it does not matter
     * where in the picture the faces are, so that pictures of different moments can be compared.
     */
    public double colourDifference(Picture a, Landmarks faceA, Picture b, Landmarks faceB) {
        double[] fromOval = mesh.distanceToOval();
        double sum = 0;
        int count = 0;
        for (int i = 0; i < FaceMesh.POINTS; i++) {
            if (fromOval[i] >= 3) {
                for (int c = 0; c < 3; c++) {
                    sum += Math.abs(around(a, faceA.x(i), faceA.y(i), c) - around(b, faceB.x(i), faceB.y(i), c));
                    count++;
                }
            }
        }
        return sum / count;
    }

    private static double around(Picture picture, double x, double y, int channel) {
        double sum = 0;
        for (int dy = -2; dy <= 2; dy++) {
            for (int dx = -2; dx <= 2; dx++) {
                int px = Math.max(0, Math.min(picture.width - 1, (int) x + dx));
                int py = Math.max(0, Math.min(picture.height - 1, (int) y + dy));
                sum += picture.at(px, py, channel);
            }
        }
        return sum / 25;
    }

    private static I420Frame toFrame(Picture picture) {
        I420Frame frame = I420Frame.allocate(picture.width, picture.height);
        for (int y = 0; y < picture.height; y++) {
            for (int x = 0; x < picture.width; x++) {
                int b = picture.at(x, y, 0);
                int g = picture.at(x, y, 1);
                int r = picture.at(x, y, 2);
                frame.y().put(y * frame.strideY() + x, (byte) (16.5 + 0.2568 * r + 0.5041 * g + 0.0979 * b));
                int chroma = y / 2 * frame.strideU() + x / 2;
                frame.u().put(chroma, (byte) (128.5 - 0.1482 * r - 0.2910 * g + 0.4392 * b));
                frame.v().put(chroma, (byte) (128.5 + 0.4392 * r - 0.3678 * g - 0.0714 * b));
            }
        }
        return frame;
    }

    @Override
    public void close() {
        finder.close();
        module.close();
        device.close();
    }
}
