package dev.facewire.bench.quality.measure;

import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Landmarks;
import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of a face by which people are known: within 1.2 cm of the outline and up to 5.5 cm above the middle, where a
 * swap must cover everything. Pure.
 */
final class FaceCore {
    private static final double FROM_OUTLINE_CM = 1.2;
    private static final double UP_TO_CM = 5.5;

    private final int[] vertices;

    FaceCore(FaceMesh mesh) {
        List<Integer> inside = new ArrayList<>();
        double[] distance = mesh.distanceToOval();
        for (int i = 0; i < FaceMesh.POINTS; i++) {
            if (distance[i] > FROM_OUTLINE_CM && mesh.height(i) < UP_TO_CM) {
                inside.add(i);
            }
        }
        vertices = inside.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Its outline in a picture. */
    Path2D outline(Landmarks face) {
        double[][] points = new double[vertices.length][];
        for (int i = 0; i < vertices.length; i++) {
            points[i] = new double[] {face.x(vertices[i]), face.y(vertices[i])};
        }
        return Hull.of(points);
    }
}
