package dev.facewire.vision.face;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ConvexHullTest {
    private static List<double[]> corners(Path2D path) {
        List<double[]> corners = new ArrayList<>();
        double[] at = new double[6];
        for (PathIterator i = path.getPathIterator(null); !i.isDone(); i.next()) {
            if (i.currentSegment(at) != PathIterator.SEG_CLOSE) {
                corners.add(new double[] {at[0], at[1]});
            }
        }
        return corners;
    }

    @Test
    void innerPointsAndThoseOnASideAreNoCorners() {
        Path2D hull = ConvexHull.of(new double[][] {{4, 4}, {0, 0}, {2, 0}, {1, 3}, {4, 0}, {0, 4}, {0, 0}, {2, 2}});
        assertThat(corners(hull)).hasSize(4);
        assertThat(hull.getBounds2D().getWidth()).isEqualTo(4);
        assertThat(hull.contains(1, 1)).isTrue();
        assertThat(hull.contains(5, 1)).isFalse();
    }

    @Property(tries = 300)
    void itIsConvexAndHoldsAllPoints(@ForAll @Size(min = 3, max = 40) List<@IntRange(max = 9999) Integer> places) {
        double[][] points = places.stream()
                .map(place -> new double[] {place % 100, Math.floorDiv(place, 100)})
                .toArray(double[][]::new);
        List<double[]> hull = corners(ConvexHull.of(points));
        for (int i = 0; i < hull.size(); i++) {
            double[] a = hull.get(i);
            double[] b = hull.get((i + 1) % hull.size());
            for (double[] p : points) {
                double side = (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]);
                assertThat(side).as("on the inner side of each side").isGreaterThanOrEqualTo(0);
            }
        }
    }

    @Test
    void onePointOrALineIsNoTrouble() {
        assertThat(corners(ConvexHull.of(new double[][] {{3, 4}}))).isNotEmpty();
        assertThat(corners(ConvexHull.of(new double[][] {{0, 0}, {1, 1}, {2, 2}})))
                .hasSize(2);
        assertThat(corners(ConvexHull.of(new double[][] {{1, 1}, {1, 1}}))).isNotEmpty();
    }
}
