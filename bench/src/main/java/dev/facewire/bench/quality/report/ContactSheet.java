package dev.facewire.bench.quality.report;

import dev.facewire.bench.quality.clip.Photo;
import dev.facewire.bench.quality.measure.Affine;
import dev.facewire.bench.quality.measure.PairFigures;
import dev.facewire.bench.quality.measure.Planes;
import dev.facewire.bench.quality.measure.Seen;
import dev.facewire.bench.quality.measure.Target;
import dev.facewire.bench.quality.run.Returned;
import dev.facewire.media.I420Frame;
import dev.facewire.vision.face.Box;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    public static void write(Path file, Target target, Photo photo, Returned returned, PairFigures figures)
            throws IOException {
        Map<String, Integer> chosen =
                target.scene() ? Moments.ofScene(target, returned, figures) : Moments.ofClip(target, returned);
        List<Map.Entry<String, Integer>> moments = new ArrayList<>(chosen.entrySet());
        int rows = Math.max(1, (moments.size() + COLUMNS - 1) / COLUMNS);
        int width = GAP + (CELL + GAP) * (1 + 2 * COLUMNS);
        BufferedImage sheet = new BufferedImage(width, GAP + rows * (CELL + GAP), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        try {
            graphics.setColor(new Color(0x1E1E1E));
            graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
            Affine source = face(photo.seen().face().box());
            cell(graphics, GAP, GAP, photo.frame(), source, photo.name());
            for (int i = 0; i < moments.size(); i++) {
                int index = moments.get(i).getValue();
                I420Frame sent = target.footage().frames().get(index);
                Seen seen = target.seen(index);
                Affine view = target.scene() || seen == null
                        ? whole(sent)
                        : face(seen.face().box());
                int x = GAP + (CELL + GAP) * (1 + 2 * (i % COLUMNS));
                int y = GAP + (CELL + GAP) * (i / COLUMNS);
                cell(graphics, x, y, sent, view, moments.get(i).getKey() + ", frame " + index);
                Returned.Frame frame = returned.frames().get(index);
                String state = frame.state() == Returned.State.SWAPPED
                        ? ""
                        : frame.state().label();
                cell(graphics, x + CELL + GAP, y, frame.picture(), view, state);
            }
        } finally {
            graphics.dispose();
        }
        if (!ImageIO.write(sheet, "png", file.toFile())) {
            throw new IOException("this Java can't write PNG files");
        }
    }

    private static void cell(Graphics2D graphics, int x, int y, I420Frame frame, Affine view, String title) {
        if (frame != null) {
            graphics.drawImage(crop(frame, view), x, y, null);
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

    /** A face and what is around it, into a cell. */
    private static Affine face(Box face) {
        double scale = CELL / (AROUND * Math.max(face.width(), face.height()));
        return new Affine(
                scale,
                0,
                CELL / 2.0 - scale * face.centreX(),
                0,
                scale,
                CELL / 2.0 - scale * (face.centreY() - 0.05 * face.height()));
    }

    /** A whole picture, into a cell. */
    private static Affine whole(I420Frame frame) {
        double scale = (double) CELL / Math.max(frame.width(), frame.height());
        return new Affine(scale, 0, (CELL - scale * frame.width()) / 2, 0, scale, (CELL - scale * frame.height()) / 2);
    }

    private static BufferedImage crop(I420Frame frame, Affine view) {
        float[] levels = Planes.rgbSquare(frame, view, CELL);
        Affine back = view.inverse();
        BufferedImage picture = new BufferedImage(CELL, CELL, BufferedImage.TYPE_INT_RGB);
        int plane = CELL * CELL;
        for (int i = 0; i < plane; i++) {
            int x = i % CELL;
            int y = i / CELL;
            boolean inside = within(back.x(x, y), frame.width()) && within(back.y(x, y), frame.height());
            int r = Math.round(levels[i]);
            int g = Math.round(levels[plane + i]);
            int b = Math.round(levels[2 * plane + i]);
            picture.setRGB(x, y, inside ? r << 16 | g << 8 | b : 0x1E1E1E);
        }
        return picture;
    }

    private static boolean within(double place, int length) {
        return place > -1 && place < length;
    }
}
