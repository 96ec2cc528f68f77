package dev.facewire.vision.face;

/** An upright rectangle in pixels; may reach beyond the picture. */
public record Box(double x0, double y0, double x1, double y1) {
    public double width() {
        return x1 - x0;
    }

    public double height() {
        return y1 - y0;
    }

    public double centreX() {
        return (x0 + x1) / 2;
    }

    public double centreY() {
        return (y0 + y1) / 2;
    }

    /** Intersection over union. */
    public double overlap(Box other) {
        double w = Math.min(x1, other.x1) - Math.max(x0, other.x0);
        double h = Math.min(y1, other.y1) - Math.max(y0, other.y0);
        if (w <= 0 || h <= 0) {
            return 0;
        }
        double common = w * h;
        return common / (width() * height() + other.width() * other.height() - common);
    }
}
