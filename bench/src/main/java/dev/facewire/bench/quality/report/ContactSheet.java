package dev.facewire.bench.quality.report;

import dev.facewire.bench.quality.clip.Photo;
import dev.facewire.bench.quality.measure.Affine;
import dev.facewire.bench.quality.measure.Neutral;
import dev.facewire.bench.quality.measure.Planes;
import dev.facewire.bench.quality.measure.Seen;
import dev.facewire.bench.quality.measure.Target;
import dev.facewire.bench.quality.run.Returned;
import dev.facewire.gpu.face.Box;
import dev.facewire.rtc.frame.I420Frame;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;

/**
 * A picture of one clip with one face at the moments that are hard: the face that was put on, then what was sent beside
 * what came back, two moments in a row.
 */
public final class ContactSheet {
    private static final int CELL = 300;
    private static final int GAP = 4;
    private static final int COLUMNS = 2;
    /** A cell shows so many times the face. */
    private static final double AROUND = 1.9;

    private ContactSheet() {}

    /**
     * Writes one as PNG.
     *
     * @throws IOException where it can't be written
     */
    public static void write(Path file, Target target, Photo photo, Returned returned) throws IOException {
        List<Map.Entry<String, Integer>> moments =
                new ArrayList<>(moments(target, returned).entrySet());
        int rows = Math.max(1, (moments.size() + COLUMNS - 1) / COLUMNS);
        int width = GAP + (CELL + GAP) * (1 + 2 * COLUMNS);
        BufferedImage sheet = new BufferedImage(width, GAP + rows * (CELL + GAP), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        try {
            graphics.setColor(new Color(0x1E1E1E));
            graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
            cell(graphics, GAP, GAP, photo.frame(), photo.seen(), photo.name());
            for (int i = 0; i < moments.size(); i++) {
                int index = moments.get(i).getValue();
                Seen seen = target.seen(index);
                int x = GAP + (CELL + GAP) * (1 + 2 * (i % COLUMNS));
                int y = GAP + (CELL + GAP) * (i / COLUMNS);
                String title = moments.get(i).getKey() + ", frame " + index;
                cell(graphics, x, y, target.footage().frames().get(index), seen, title);
                Returned.Frame frame = returned.frames().get(index);
                String state = frame.state() == Returned.State.SWAPPED
                        ? ""
                        : frame.state().name();
                cell(graphics, x + CELL + GAP, y, frame.picture(), seen, state);
            }
        } finally {
            graphics.dispose();
        }
        if (!ImageIO.write(sheet, "png", file.toFile())) {
            throw new IOException("this Java can't write PNG files");
        }
    }

    /** Interesting frames, each once. */
    static Map<String, Integer> moments(Target target, Returned returned) {
        Map<String, Integer> moments = new LinkedHashMap<>();
        List<Seen> shown = new ArrayList<>();
        for (int i = 0; i < target.seen().size(); i++) {
            Returned.Frame frame = returned.frames().get(i);
            shown.add(frame.picture() != null && frame.settled() ? target.seen(i) : null);
        }
        keep(moments, "neutral", Neutral.best(shown));
        keep(moments, "turned one way", most(shown, seen -> seen.pose().yaw()));
        keep(moments, "turned the other way", most(shown, seen -> -seen.pose().yaw()));
        keep(moments, "mouth open", most(shown, Seen::mouth));
        keep(moments, "eyes closed", most(shown, seen -> -seen.eyes()));
        keep(moments, "nodding", most(shown, seen -> Math.abs(seen.pose().pitch())));
        return moments;
    }

    private static void keep(Map<String, Integer> moments, String name, int index) {
        if (index >= 0 && !moments.containsValue(index)) {
            moments.put(name, index);
        }
    }

    private static int most(List<Seen> shown, ToDoubleFunction<Seen> figure) {
        int best = -1;
        for (int i = 0; i < shown.size(); i++) {
            if (shown.get(i) != null
                    && (best < 0 || figure.applyAsDouble(shown.get(i)) > figure.applyAsDouble(shown.get(best)))) {
                best = i;
            }
        }
        return best;
    }

    private static void cell(Graphics2D graphics, int x, int y, I420Frame frame, Seen seen, String title) {
        if (frame != null) {
            graphics.drawImage(crop(frame, seen.face().box()), x, y, null);
        }
        try {
            graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
            graphics.setColor(Color.BLACK);
            graphics.drawString(title, x + 7, y + CELL - 7);
            graphics.setColor(Color.WHITE);
            graphics.drawString(title, x + 6, y + CELL - 8);
        } catch (RuntimeException | Error noFonts) {
            // A Java without any font (a small container): the pictures speak for themselves.
        }
    }

    private static BufferedImage crop(I420Frame frame, Box face) {
        double scale = CELL / (AROUND * Math.max(face.width(), face.height()));
        Affine toCell = new Affine(
                scale,
                0,
                CELL / 2.0 - scale * face.centreX(),
                0,
                scale,
                CELL / 2.0 - scale * (face.centreY() - 0.05 * face.height()));
        float[] levels = Planes.rgbSquare(frame, toCell, CELL);
        BufferedImage picture = new BufferedImage(CELL, CELL, BufferedImage.TYPE_INT_RGB);
        int plane = CELL * CELL;
        for (int i = 0; i < plane; i++) {
            int rgb = Math.round(levels[i]) << 16
                    | Math.round(levels[plane + i]) << 8
                    | Math.round(levels[2 * plane + i]);
            picture.setRGB(i % CELL, i / CELL, rgb);
        }
        return picture;
    }
}
