package dev.facewire.client.record;

import dev.facewire.client.files.PartFile;
import dev.facewire.client.picture.Rgb;
import dev.facewire.media.I420Frame;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * A picture of the run: a row for each of a few moments, with the source face, what was sent and what came back. Used
 * by one thread.
 */
final class CompareSheet {
    private static final int ROWS = 4;
    /** Cells are at most this high: four rows then fit on a screen. */
    private static final int CELL_HEIGHT = 240;

    private static final int GAP = 6;
    private static final int HEADING = 26;
    private static final long FIRST_INTERVAL_NANOS = 250_000_000;
    private static final Color PAPER = new Color(0x1E1E1E);
    private static final Color INK = new Color(0xE8E8E8);

    private record Moment(BufferedImage sent, BufferedImage returned, long mediaNanos) {}

    private final Path path;
    private final Path face;
    private final Moments<Moment> moments = new Moments<>(FIRST_INTERVAL_NANOS);

    /** @param face the source face's file; null where only its id is known */
    CompareSheet(Path path, Path face) {
        this.path = path;
        this.face = face;
    }

    /** Offers a frame and what was sent for it; a few of them are kept. */
    void offer(I420Frame sent, I420Frame returned, long mediaNanos) {
        if (moments.wants(mediaNanos)) {
            moments.keep(mediaNanos, new Moment(cell(Rgb.image(sent)), cell(Rgb.image(returned)), mediaNanos));
        }
    }

    /**
     * Writes the sheet. False where no frame came back readable, so that there is nothing to show.
     *
     * @throws IOException where it can't be written
     */
    boolean write() throws IOException {
        List<Moment> rows = moments.spread(ROWS);
        if (rows.isEmpty()) {
            return false;
        }
        BufferedImage source = face == null ? null : readFace();
        BufferedImage first = rows.get(0).returned();
        int faceWidth = source == null ? 0 : source.getWidth() + GAP;
        int sentWidth = rows.get(0).sent().getWidth();
        int width = GAP + faceWidth + sentWidth + GAP + first.getWidth() + GAP;
        int rowHeight = first.getHeight() + GAP;
        BufferedImage sheet = new BufferedImage(width, HEADING + rows.size() * rowHeight, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        try {
            graphics.setColor(PAPER);
            graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
            int y = HEADING;
            for (Moment row : rows) {
                if (source != null) {
                    graphics.drawImage(source, GAP, y, null);
                }
                graphics.drawImage(row.sent(), GAP + faceWidth, y, null);
                graphics.drawImage(row.returned(), GAP + faceWidth + sentWidth + GAP, y, null);
                label(
                        graphics,
                        time(row.mediaNanos()),
                        GAP + faceWidth + GAP,
                        y + row.sent().getHeight() - GAP);
                y += rowHeight;
            }
            if (source != null) {
                label(graphics, "face", GAP, HEADING - 8);
            }
            label(graphics, "sent", GAP + faceWidth, HEADING - 8);
            label(graphics, "returned", GAP + faceWidth + sentWidth + GAP, HEADING - 8);
        } finally {
            graphics.dispose();
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        if (!ImageIO.write(sheet, "png", png)) {
            throw new IOException("this Java can't write PNG files");
        }
        PartFile.write(path, png.toByteArray());
        return true;
    }

    /** Null where Java can't read the face's format, which the gateway's worker can. */
    private BufferedImage readFace() {
        try {
            BufferedImage image = ImageIO.read(face.toFile());
            return image == null ? null : cell(image);
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    private static BufferedImage cell(BufferedImage image) {
        double scale = Math.min(1, (double) CELL_HEIGHT / image.getHeight());
        int width = Math.max(1, (int) Math.round(image.getWidth() * scale));
        int height = Math.max(1, (int) Math.round(image.getHeight() * scale));
        BufferedImage cell = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = cell.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(image, 0, 0, width, height, null);
        graphics.dispose();
        return cell;
    }

    private static void label(Graphics2D graphics, String text, int x, int y) {
        try {
            graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
            graphics.setColor(Color.BLACK);
            graphics.drawString(text, x + 1, y + 1);
            graphics.setColor(INK);
            graphics.drawString(text, x, y);
        } catch (RuntimeException | Error noFonts) {
            // A Java without any font (a small container): the pictures speak for themselves.
        }
    }

    private static String time(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }
}
