package dev.facewire.client.preview;

import dev.facewire.client.picture.FrameSize;
import dev.facewire.client.picture.Rgb;
import dev.facewire.media.I420Frame;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.GraphicsEnvironment;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.awt.image.BufferedImage;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import javax.swing.JFrame;
import javax.swing.JPanel;
import javax.swing.SwingUtilities;
import javax.swing.WindowConstants;

/** The preview: own picture left, swapped one right. Frames come on the writer thread, Swing draws on its own. */
public final class PreviewWindow implements AutoCloseable {
    private final JFrame window;
    private final Canvas canvas;

    private PreviewWindow(FrameSize size, Runnable onClosed) {
        canvas = new Canvas(size);
        window = new JFrame("Facewire: sent | returned");
        window.setDefaultCloseOperation(WindowConstants.DISPOSE_ON_CLOSE);
        window.addWindowListener(new WindowAdapter() {
            @Override
            public void windowClosing(WindowEvent event) {
                onClosed.run();
            }
        });
        window.add(canvas);
        window.pack();
        window.setVisible(true);
    }

    /**
     * Opens the window; empty where this machine or this Java has no display.
     *
     * @param onClosed called when the person closes it
     */
    public static Optional<PreviewWindow> open(FrameSize size, Runnable onClosed) {
        if (GraphicsEnvironment.isHeadless()) {
            return Optional.empty();
        }
        try {
            PreviewWindow[] made = new PreviewWindow[1];
            SwingUtilities.invokeAndWait(() -> made[0] = new PreviewWindow(size, onClosed));
            return Optional.of(made[0]);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (InvocationTargetException | RuntimeException | Error noDisplay) {
            return Optional.empty(); // DISPLAY names one that can't be reached, or this Java lacks its library
        }
    }

    /** Shows a pair; sent may be null. Called on the writer thread only. */
    public void show(I420Frame sent, I420Frame returned) {
        canvas.show(sent, returned);
    }

    @Override
    public void close() {
        SwingUtilities.invokeLater(window::dispose);
    }

    /** Two images, drawn scaled to the window. The writer thread fills the one pair while Swing draws the other. */
    private static final class Canvas extends JPanel {
        private static final long serialVersionUID = 1L;

        private transient BufferedImage shownSent;
        private transient BufferedImage shownReturned;

        Canvas(FrameSize size) {
            setPreferredSize(new Dimension(2 * size.width(), size.height()));
            setBackground(Color.BLACK);
        }

        void show(I420Frame sent, I420Frame returned) {
            BufferedImage left = sent == null ? null : Rgb.image(sent);
            BufferedImage right = Rgb.image(returned);
            synchronized (this) {
                shownSent = left == null ? shownSent : left;
                shownReturned = right;
            }
            repaint();
        }

        @Override
        protected synchronized void paintComponent(Graphics graphics) {
            super.paintComponent(graphics);
            drawInto(graphics, shownSent, 0);
            drawInto(graphics, shownReturned, getWidth() / 2);
        }

        private void drawInto(Graphics graphics, BufferedImage image, int left) {
            if (image == null) {
                return;
            }
            double scale = Math.min(getWidth() / 2.0 / image.getWidth(), (double) getHeight() / image.getHeight());
            int width = (int) (image.getWidth() * scale);
            int height = (int) (image.getHeight() * scale);
            graphics.drawImage(
                    image, left + (getWidth() / 2 - width) / 2, (getHeight() - height) / 2, width, height, null);
        }
    }
}
