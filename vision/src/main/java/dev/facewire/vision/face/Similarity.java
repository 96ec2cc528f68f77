package dev.facewire.vision.face;

/**
 * A turn, a scale and a shift that lay one face over another, as well as its weighted points allow (Procrustes; the
 * turn by Horn's quaternions, J. Opt. Soc. Am. A 4, 1987, pp. 629–642). Pure.
 */
public final class Similarity {
    private static final int SWEEPS = 12;

    private final double[] r; // 3 × 3, row by row
    private final double scale;
    private final double[] from;
    private final double[] to;

    private Similarity(double[] r, double scale, double[] from, double[] to) {
        this.r = r;
        this.scale = scale;
        this.from = from;
        this.to = to;
    }

    /**
     * The similarity from one set of points to another.
     *
     * @param a 468 × (x, y, z)
     * @param b the same points elsewhere
     * @param weights how much each counts; those of the canonical mesh are stable under expressions
     */
    public static Similarity between(double[] a, double[] b, double[] weights) {
        double[] ca = centre(a, weights);
        double[] cb = centre(b, weights);
        double[] m = new double[9]; // sum of w · a · bᵀ
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] == 0) {
                continue;
            }
            for (int p = 0; p < 3; p++) {
                double pa = a[i * 3 + p] - ca[p];
                double pb = b[i * 3 + p] - cb[p];
                aa += weights[i] * pa * pa;
                bb += weights[i] * pb * pb;
                for (int q = 0; q < 3; q++) {
                    m[p * 3 + q] += weights[i] * pa * (b[i * 3 + q] - cb[q]);
                }
            }
        }
        return new Similarity(turn(m), Math.sqrt(bb / aa), ca, cb);
    }

    private static double[] centre(double[] points, double[] weights) {
        double[] c = new double[3];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i];
            for (int k = 0; k < 3; k++) {
                c[k] += weights[i] * points[i * 3 + k];
            }
        }
        for (int k = 0; k < 3; k++) {
            c[k] /= sum;
        }
        return c;
    }

    /** The rotation whose quaternion is the greatest eigenvector of Horn's symmetric matrix. */
    private static double[] turn(double[] m) {
        double[][] n = {
            {m[0] + m[4] + m[8], m[5] - m[7], m[6] - m[2], m[1] - m[3]},
            {m[5] - m[7], m[0] - m[4] - m[8], m[1] + m[3], m[6] + m[2]},
            {m[6] - m[2], m[1] + m[3], -m[0] + m[4] - m[8], m[5] + m[7]},
            {m[1] - m[3], m[6] + m[2], m[5] + m[7], -m[0] - m[4] + m[8]}
        };
        double[] q = greatestEigenvector(n);
        double w = q[0];
        double x = q[1];
        double y = q[2];
        double z = q[3];
        return new double[] {
            1 - 2 * (y * y + z * z),
            2 * (x * y - w * z),
            2 * (x * z + w * y),
            2 * (x * y + w * z),
            1 - 2 * (x * x + z * z),
            2 * (y * z - w * x),
            2 * (x * z - w * y),
            2 * (y * z + w * x),
            1 - 2 * (x * x + y * y)
        };
    }

    /** Jacobi's method; the matrix is destroyed. */
    private static double[] greatestEigenvector(double[][] n) {
        double[][] v = {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}};
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            for (int p = 0; p < 3; p++) {
                for (int q = p + 1; q < 4; q++) {
                    rotate(n, v, p, q);
                }
            }
        }
        int best = 0;
        for (int i = 1; i < 4; i++) {
            if (n[i][i] > n[best][best]) {
                best = i;
            }
        }
        return new double[] {v[0][best], v[1][best], v[2][best], v[3][best]};
    }

    private static void rotate(double[][] n, double[][] v, int p, int q) {
        if (Math.abs(n[p][q]) < 1e-300) {
            return;
        }
        double theta = (n[q][q] - n[p][p]) / (2 * n[p][q]);
        double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        double c = 1 / Math.sqrt(t * t + 1);
        double s = t * c;
        for (int k = 0; k < 4; k++) {
            double a = n[k][p];
            double b = n[k][q];
            n[k][p] = c * a - s * b;
            n[k][q] = s * a + c * b;
        }
        for (int k = 0; k < 4; k++) {
            double a = n[p][k];
            double b = n[q][k];
            n[p][k] = c * a - s * b;
            n[q][k] = s * a + c * b;
            double va = v[k][p];
            double vb = v[k][q];
            v[k][p] = c * va - s * vb;
            v[k][q] = s * va + c * vb;
        }
    }

    /** Lays points over. */
    public double[] apply(double[] points) {
        double[] out = new double[points.length];
        for (int i = 0; i < points.length; i += 3) {
            double x = points[i] - from[0];
            double y = points[i + 1] - from[1];
            double z = points[i + 2] - from[2];
            for (int k = 0; k < 3; k++) {
                out[i + k] = to[k] + scale * (r[k * 3] * x + r[k * 3 + 1] * y + r[k * 3 + 2] * z);
            }
        }
        return out;
    }

    /** The way back. */
    public Similarity inverse() {
        double[] transposed = {r[0], r[3], r[6], r[1], r[4], r[7], r[2], r[5], r[8]};
        return new Similarity(transposed, 1 / scale, to, from);
    }

    double r(int row, int column) {
        return r[row * 3 + column];
    }
}
