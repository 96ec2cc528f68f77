package dev.facewire.vision.face;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * MediaPipe's canonical face: 468 points in cm, the triangles between them, and how much each point counts when two
 * faces are laid over each other. Read once; immutable. Coordinates are those of pictures: x to the right, y down, z
 * away from the viewer. {@code models/derive.py} made the file.
 */
public final class FaceMesh {
    public static final int POINTS = 468;

    // Vertex numbers; right and left are the person's own.
    public static final int RIGHT_EYE_OUTER = 33;
    public static final int RIGHT_EYE_INNER = 133;
    public static final int LEFT_EYE_INNER = 362;
    public static final int LEFT_EYE_OUTER = 263;
    static final int RIGHT_LID_UPPER = 159;
    static final int RIGHT_LID_LOWER = 145;
    static final int LEFT_LID_UPPER = 386;
    static final int LEFT_LID_LOWER = 374;
    public static final int LIP_TOP = 13;
    public static final int LIP_BOTTOM = 14;
    static final int[] OVAL = {
        10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149,
        150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109
    };
    static final int[] INNER_LIPS = {
        78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95
    };
    static final int[] OUTER_LIPS = {
        61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185
    };
    static final int[] LIPS = {
        61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185, 62, 76, 77, 90, 180,
        85, 16, 315, 404, 320, 307, 306, 292, 408, 304, 303, 302, 11, 72, 73, 74, 184, 183, 191, 80, 81, 82, 13, 312,
        311, 310, 415, 407, 324, 318, 402, 317, 14, 87, 178, 88, 95, 96, 89, 179, 86, 15, 316, 403, 319, 325, 272, 271,
        268, 12, 38, 41, 42, 78, 308
    };
    static final int[] RIGHT_EYE = {33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246};
    static final int[] LEFT_EYE = {263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466};
    /** The eye and the ring of its lids around it. */
    static final int[] RIGHT_LIDS = {
        33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246, 130, 25, 110, 24, 23, 22, 26, 112,
        243, 190, 56, 28, 27, 29, 30, 247
    };

    static final int[] LEFT_LIDS = {
        263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466, 359, 255, 339, 254, 253, 252,
        256, 341, 463, 414, 286, 258, 257, 259, 260, 467
    };
    static final int[] RIGHT_BROW = {70, 63, 105, 66, 107, 55, 65, 52, 53, 46};
    static final int[] LEFT_BROW = {300, 293, 334, 296, 336, 285, 295, 282, 283, 276};
    /** The nostrils and the rims of the nose's wings. */
    static final int[] NOSTRILS = {2, 98, 327, 97, 326};

    /** The nose from its wings up to the bridge. */
    static final int[] NOSE = {2, 98, 327, 97, 326, 1, 4, 5, 48, 278, 64, 294, 115, 344, 195};

    private static final String RESOURCE = "/models/face_mesh.txt";

    private final double[] points;
    private final double[] weights;
    private final double[] uv;
    private final int[] triangles;
    private final int[][] neighbours;

    private FaceMesh(double[] points, double[] weights, double[] uv, int[] triangles) {
        this.points = points;
        this.weights = weights;
        this.uv = uv;
        this.triangles = triangles;
        this.neighbours = neighbours(triangles);
    }

    public static FaceMesh load() {
        double[] points = new double[POINTS * 3];
        double[] weights = new double[POINTS];
        double[] uv = new double[POINTS * 2];
        List<Integer> triangles = new ArrayList<>();
        int vertex = 0;
        try (InputStream stream = FaceMesh.class.getResourceAsStream(RESOURCE);
                BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] words = line.split(" ", -1);
                if (words[0].equals("v")) {
                    points[vertex * 3] = Double.parseDouble(words[1]);
                    points[vertex * 3 + 1] = -Double.parseDouble(words[2]); // the file's y is up,
                    points[vertex * 3 + 2] = -Double.parseDouble(words[3]); // and its z to the viewer
                    weights[vertex] = Double.parseDouble(words[4]);
                    uv[vertex * 2] = Double.parseDouble(words[5]);
                    uv[vertex * 2 + 1] = Double.parseDouble(words[6]);
                    vertex++;
                } else {
                    for (int i = 1; i <= 3; i++) {
                        triangles.add(Integer.valueOf(words[i]));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new FaceMesh(
                points,
                weights,
                uv,
                triangles.stream().mapToInt(Integer::intValue).toArray());
    }

    private static int[][] neighbours(int[] triangles) {
        List<Set<Integer>> sets = new ArrayList<>();
        for (int i = 0; i < POINTS; i++) {
            sets.add(new HashSet<>());
        }
        for (int t = 0; t < triangles.length; t += 3) {
            for (int k = 0; k < 3; k++) {
                sets.get(triangles[t + k]).add(triangles[t + (k + 1) % 3]);
                sets.get(triangles[t + k]).add(triangles[t + (k + 2) % 3]);
            }
        }
        return sets.stream()
                .map(set -> set.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
    }

    /** The canonical points: 468 × (x, y, z), in cm. Not to be written. */
    public double[] points() {
        return points;
    }

    /** How much each point counts in {@link Similarity#between}. Not to be written. */
    public double[] weights() {
        return weights;
    }

    /** Where each point is in a texture: 468 × (u, v), 0 to 1, v down. Not to be written. */
    public double[] uv() {
        return uv;
    }

    /** Triples of vertex numbers; clockwise in a picture when they face the viewer. Not to be written. */
    public int[] triangles() {
        return triangles;
    }

    /** For each vertex those that share a triangle's side with it. Not to be written. */
    public int[][] neighbours() {
        return neighbours;
    }

    double y(int vertex) {
        return points[vertex * 3 + 1];
    }

    /** Distance to the nearest point of the face's oval, in cm. */
    public double[] distanceToOval() {
        double[] distances = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            double nearest = Double.MAX_VALUE;
            for (int o : OVAL) {
                double squares = 0;
                for (int k = 0; k < 3; k++) {
                    double d = points[i * 3 + k] - points[o * 3 + k];
                    squares += d * d;
                }
                nearest = Math.min(nearest, squares);
            }
            distances[i] = Math.sqrt(nearest);
        }
        return distances;
    }

    /** How high above the middle of the face a point is, in cm. */
    public double height(int vertex) {
        return -y(vertex);
    }

    /** A flag for each vertex: is it one of these? */
    public static boolean[] flags(int[]... groups) {
        boolean[] flags = new boolean[POINTS];
        for (int[] group : groups) {
            for (int vertex : group) {
                flags[vertex] = true;
            }
        }
        return flags;
    }

    public static int[] lips() {
        return LIPS.clone();
    }

    /** The outline of the face. */
    public static int[] oval() {
        return OVAL.clone();
    }

    /** The inner rim of the lips. */
    public static int[] innerLips() {
        return INNER_LIPS.clone();
    }

    public static boolean[] insideMouth() {
        return flags(INNER_LIPS);
    }

    public static boolean[] rightEye() {
        return flags(RIGHT_EYE);
    }

    public static boolean[] leftEye() {
        return flags(LEFT_EYE);
    }

    /** The middle between an eye's corners, (x, y); eye 0 is the person's right one. */
    public static double[] eyeCorners(int eye, double[] xyz) {
        int outer = (eye == 0 ? RIGHT_EYE_OUTER : LEFT_EYE_OUTER) * 3;
        int inner = (eye == 0 ? RIGHT_EYE_INNER : LEFT_EYE_INNER) * 3;
        return new double[] {(xyz[outer] + xyz[inner]) / 2, (xyz[outer + 1] + xyz[inner + 1]) / 2};
    }

    /** The person's right eye with its lids, then the left one. */
    public static int[][] lids() {
        return new int[][] {RIGHT_LIDS.clone(), LEFT_LIDS.clone()};
    }

    /** Groups of points whose hulls are brows, eyes, lips and nostrils: their colour says nothing of the light. */
    public static int[][] features() {
        return new int[][] {
            RIGHT_LIDS.clone(),
            LEFT_LIDS.clone(),
            OUTER_LIPS.clone(),
            RIGHT_BROW.clone(),
            LEFT_BROW.clone(),
            NOSTRILS.clone()
        };
    }

    /** Groups of points whose hulls are the eyes and the lips. */
    public static int[][] eyesAndLips() {
        return new int[][] {RIGHT_LIDS.clone(), LEFT_LIDS.clone(), OUTER_LIPS.clone()};
    }
}
