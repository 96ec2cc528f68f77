package dev.facewire.bench.quality.measure;

/** x' = a·x + b·y + tx, y' = c·x + d·y + ty. */
public record Affine(double a, double b, double tx, double c, double d, double ty) {
    public static final Affine IDENTITY = new Affine(1, 0, 0, 0, 1, 0);

    public static Affine shift(double x, double y) {
        return new Affine(1, 0, x, 0, 1, y);
    }

    /** Scales and turns (clockwise in a picture, in radians) around a point. */
    public static Affine around(double x, double y, double scale, double angle) {
        double c = Math.cos(angle) * scale;
        double s = Math.sin(angle) * scale;
        return new Affine(c, -s, x - c * x + s * y, s, c, y - s * x - c * y);
    }

    public double x(double x, double y) {
        return a * x + b * y + tx;
    }

    public double y(double x, double y) {
        return c * x + d * y + ty;
    }

    /** This one first, then the other. */
    public Affine then(Affine next) {
        return new Affine(
                next.a * a + next.b * c,
                next.a * b + next.b * d,
                next.x(tx, ty),
                next.c * a + next.d * c,
                next.c * b + next.d * d,
                next.y(tx, ty));
    }

    public Affine inverse() {
        double n = a * d - b * c;
        double ia = d / n;
        double ib = -b / n;
        double ic = -c / n;
        double id = a / n;
        return new Affine(ia, ib, -(ia * tx + ib * ty), ic, id, -(ic * tx + id * ty));
    }

    /** By how much lengths grow. */
    public double scale() {
        return Math.sqrt(Math.abs(a * d - b * c));
    }
}
