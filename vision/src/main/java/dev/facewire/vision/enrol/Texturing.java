package dev.facewire.vision.enrol;

import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Landmarks;
import dev.facewire.vision.face.MeshRaster;
import dev.facewire.vision.tensor.Tensor;
import dev.facewire.vision.tensor.TorchDevice;
import dev.facewire.vision.tensor.TorchModule;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Makes one clean texture of one or several photos of a face, on the device, in steps of one photo each: between two
 * of them nothing of it is on the device. Closed on the device's thread.
 */
public final class Texturing implements AutoCloseable {
    private static final int SIDE = TextureMaps.SIDE;
    private static final int CELLS = SIDE * SIDE;

    private final TorchDevice device;
    private final TorchModule module;
    private final FaceMesh mesh;
    private final double[] flat;
    private final ByteBuffer maps;

    /** @param module {@code enrol.pt}; closed with this */
    public Texturing(TorchDevice device, TorchModule module, FaceMesh mesh) {
        this.device = device;
        this.module = module;
        this.mesh = mesh;
        this.flat = TextureMaps.places(mesh);
        this.maps = TextureMaps.make(mesh);
    }

    /** A photo and the face in it. */
    record Photo(BufferedImage picture, Landmarks face) {}

    /**
     * What was made.
     *
     * @param covered share of the face in the first photo that is something else than skin
     */
    record Texture(BufferedImage picture, double covered) {}

    /** @param photos the best first: eyes and lips are its */
    Texture make(List<Photo> photos, NetworkCalls network) {
        ByteBuffer all = null;
        for (Photo photo : photos) {
            Unwrapping next = unwrapping(photo);
            ByteBuffer before = all;
            all = floats(network.run("add to a texture", () -> add(before, next)));
        }
        ByteBuffer joined = all;
        double covered = 0;
        double inside = 0;
        for (int i = 0; i < CELLS; i++) {
            float within = maps.getFloat(i * Float.BYTES);
            inside += within;
            covered += within * joined.getFloat((4 * CELLS + i) * Float.BYTES);
        }
        float[] rgb = network.run("finish a texture", () -> finish(joined));
        return new Texture(Pictures.fromPlanes(rgb, SIDE, SIDE), covered / inside);
    }

    /** On the device: joins what was seen so far with another photo. */
    private float[] add(ByteBuffer before, Unwrapping photo) {
        try (TorchDevice.Scope scope = device.scope()) {
            Tensor known = Tensor.floats(scope, maps, 1, TextureMaps.COUNT, SIDE, SIDE);
            Tensor pixels = Tensor.floats(scope, photo.pixels, 1, 3, photo.height, photo.width);
            Tensor texture = module.run(scope, "unwrap", pixels, Tensor.floats(scope, photo.places, 1, 2, SIDE, SIDE))
                    .get(0);
            Tensor seen = Tensor.floats(scope, photo.facing, 1, 1, SIDE, SIDE);
            return (before == null
                            ? module.run(scope, "begin", texture, seen, known)
                            : module.run(scope, "add", joined(scope, before), texture, seen, known))
                    .get(0)
                    .toFloats();
        }
    }

    private float[] finish(ByteBuffer all) {
        try (TorchDevice.Scope scope = device.scope()) {
            Tensor known = Tensor.floats(scope, maps, 1, TextureMaps.COUNT, SIDE, SIDE);
            return module.run(scope, "finish", joined(scope, all), known).get(0).toFloats();
        }
    }

    private static Tensor joined(TorchDevice.Scope scope, ByteBuffer all) {
        return Tensor.floats(scope, all, 1, all.capacity() / Float.BYTES / CELLS, SIDE, SIDE);
    }

    /**
     * A photo, ready for the device.
     *
     * @param places where in the photo each texel is, −1 to 1
     * @param facing how far each texel faces the camera
     */
    private record Unwrapping(ByteBuffer pixels, int width, int height, ByteBuffer places, ByteBuffer facing) {}

    private Unwrapping unwrapping(Photo photo) {
        BufferedImage picture = photo.picture();
        float[] values = new float[FaceMesh.POINTS * 3];
        double[] facing = facing(photo.face());
        for (int i = 0; i < FaceMesh.POINTS; i++) {
            values[i * 3] = (float) (photo.face().x(i) * 2 / picture.getWidth() - 1);
            values[i * 3 + 1] = (float) (photo.face().y(i) * 2 / picture.getHeight() - 1);
            values[i * 3 + 2] = (float) facing[i];
        }
        MeshRaster raster = new MeshRaster(mesh, SIDE, SIDE, 3);
        raster.draw(flat, values);
        return new Unwrapping(
                Pictures.toPlanes(picture),
                picture.getWidth(),
                picture.getHeight(),
                floats(raster.channel(0), raster.channel(1)),
                floats(raster.channel(2)));
    }

    /** Where a point of the photo is in the texture, (u, v), 0 to 1. */
    double[] locate(Photo photo, double x, double y) {
        float[] values = new float[FaceMesh.POINTS * 2];
        for (int i = 0; i < FaceMesh.POINTS; i++) {
            values[i * 2] = (float) photo.face().x(i);
            values[i * 2 + 1] = (float) photo.face().y(i);
        }
        MeshRaster raster = new MeshRaster(mesh, SIDE, SIDE, 2);
        raster.draw(flat, values);
        int best = 0;
        double nearest = Double.MAX_VALUE;
        for (int i = 0; i < CELLS; i++) {
            double distance = Math.hypot(raster.channel(0)[i] - x, raster.channel(1)[i] - y);
            if (raster.covered(i) && distance < nearest) {
                nearest = distance;
                best = i;
            }
        }
        int row = best / SIDE;
        return new double[] {(best % SIDE + 0.5) / SIDE, (row + 0.5) / SIDE};
    }

    /** For each point how far its surface faces the camera: 1 straight, 0 edge on, −1 away. */
    private double[] facing(Landmarks face) {
        double[] sum = new double[FaceMesh.POINTS];
        int[] count = new int[FaceMesh.POINTS];
        int[] triangles = mesh.triangles();
        double[] p = face.xyz();
        for (int t = 0; t < triangles.length; t += 3) {
            int a = triangles[t] * 3;
            double[] u = new double[3];
            double[] v = new double[3];
            for (int k = 0; k < 3; k++) {
                u[k] = p[triangles[t + 1] * 3 + k] - p[a + k];
                v[k] = p[triangles[t + 2] * 3 + k] - p[a + k];
            }
            double nx = u[1] * v[2] - u[2] * v[1];
            double ny = u[2] * v[0] - u[0] * v[2];
            double nz = u[0] * v[1] - u[1] * v[0];
            double towards = -nz / (Math.sqrt(nx * nx + ny * ny + nz * nz) + 1e-9);
            for (int k = 0; k < 3; k++) {
                sum[triangles[t + k]] += towards;
                count[triangles[t + k]]++;
            }
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] /= Math.max(1, count[i]);
        }
        return sum;
    }

    private static ByteBuffer floats(float[]... parts) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(parts.length * parts[0].length * Float.BYTES)
                .order(ByteOrder.nativeOrder());
        for (int k = 0; k < parts.length; k++) {
            bytes.asFloatBuffer().put(k * parts[0].length, parts[k]);
        }
        return bytes;
    }

    @Override
    public void close() {
        module.close();
    }
}
