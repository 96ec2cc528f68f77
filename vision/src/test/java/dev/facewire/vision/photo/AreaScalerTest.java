package dev.facewire.vision.photo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.InterruptedIOException;
import org.junit.jupiter.api.Test;

class AreaScalerTest {
    private static BufferedImage chequered(int width, int height) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture.setRGB(x, y, (x + y) % 2 == 0 ? 0xff8000 : 0x008000);
            }
        }
        return picture;
    }

    @Test
    void nothingIsChangedAtTheSameSize() throws Exception {
        BufferedImage out = AreaScaler.scale(chequered(13, 7), 13, 7);
        for (int y = 0; y < 7; y++) {
            for (int x = 0; x < 13; x++) {
                assertThat(out.getRGB(x, y)).isEqualTo(chequered(13, 7).getRGB(x, y));
            }
        }
    }

    @Test
    void pixelsAreAveragedAndNotSkipped() throws Exception {
        for (int[] size : new int[][] {{500, 300}, {333, 199}, {250, 150}}) {
            BufferedImage out = AreaScaler.scale(chequered(1000, 600), size[0], size[1]);
            assertThat(out.getWidth()).isEqualTo(size[0]);
            for (int at = 0; at < size[1]; at += 7) {
                Color colour = new Color(out.getRGB(at, at));
                assertThat(colour.getRed()).isBetween(110, 145);
                assertThat(colour.getGreen()).isEqualTo(128);
            }
        }
    }

    @Test
    void placesStayWhereTheyAre() throws Exception {
        BufferedImage picture = new BufferedImage(3000, 2001, BufferedImage.TYPE_INT_RGB);
        picture.createGraphics().fillRect(0, 0, 1500, 667); // white, a third from above
        BufferedImage out = AreaScaler.scale(picture, 300, 200);
        assertThat(out.getRGB(148, 64)).isEqualTo(0xffffffff);
        assertThat(out.getRGB(152, 64)).isEqualTo(0xff000000);
        assertThat(out.getRGB(148, 69)).isEqualTo(0xff000000);
    }

    @Test
    void whatCanBeSeenThroughBecomesWhite() throws Exception {
        BufferedImage clear = new BufferedImage(8, 8, BufferedImage.TYPE_INT_ARGB);
        assertThat(AreaScaler.scale(clear, 4, 4).getRGB(1, 1)).isEqualTo(0xffffffff);
    }

    @Test
    void onePixelIsEnough() throws Exception {
        assertThat(AreaScaler.scale(chequered(7, 1), 1, 1).getRGB(0, 0) & 0xff00)
                .isEqualTo(0x8000);
    }

    @Test
    void anInterruptionEndsIt() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> AreaScaler.scale(chequered(8, 8), 4, 4)).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
