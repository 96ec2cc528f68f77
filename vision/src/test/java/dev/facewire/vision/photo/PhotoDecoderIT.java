package dev.facewire.vision.photo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.image.HostileImages;
import dev.facewire.protocol.image.ImageHeader;
import dev.facewire.vision.enrol.Pictures;
import dev.facewire.vision.enrol.StoredFaces;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Java's decoders with what people and strangers send. */
class PhotoDecoderIT {
    /**
     * Of what is allocated for one photo, however large, and what was thrown away meanwhile with it: as they are, the
     * largest take three times as much.
     */
    private static final long MOST_BYTES = 200_000_000;

    private static long allocated(Runnable work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    /** A gradient with some noise, as a photo has, drawn row by row. */
    private static byte[] photo(int width, int height, boolean progressive) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Random random = new Random(1);
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int level = 40 + 150 * x / width + random.nextInt(4);
                row[x] = level << 16 | (level / 2) << 8 | 200 * y / height;
            }
            picture.setRGB(0, y, width, 1, row, 0, width);
        }
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            if (progressive) {
                parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            }
            writer.setOutput(stream);
            writer.write(null, new IIOImage(picture, null, null), parameters);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static void assertGradient(BufferedImage decoded) {
        int middle = decoded.getRGB(decoded.getWidth() / 2, decoded.getHeight() / 2);
        assertThat(middle >> 16 & 0xff).isBetween(110, 122);
        assertThat(middle & 0xff).isBetween(94, 106);
    }

    @Test
    void aPhoneOf48MegapixelsIsDecodedInLittleMemory() {
        byte[] file = photo(8000, 6000, false);
        assertThat(file.length).isLessThan(ImageHeader.MAX_BYTES);
        BufferedImage[] decoded = new BufferedImage[1];
        assertThat(allocated(() -> decoded[0] = PhotoDecoder.photo(file))).isLessThan(MOST_BYTES);
        assertThat(List.of(decoded[0].getWidth(), decoded[0].getHeight())).containsExactly(1600, 1200);
        assertGradient(decoded[0]);
    }

    @Test
    void aProgressivePhotoIsDecodedToo() {
        byte[] file = photo(4000, 3000, true);
        assertThat(ImageHeader.check(file).coefficientBytes()).isBetween(35_000_000L, 80_000_000L);
        assertGradient(PhotoDecoder.photo(file));
    }

    @Test
    void fiftyMegapixelsOfSixteenBitsAndFourChannelsStayWithinTheBudget() {
        byte[] file = HostileImages.rgba16(7000, 7100); // 400 MB as it is
        assertThat(file.length).isLessThan(2_000_000);
        assertThat(allocated(() -> {
                    BufferedImage decoded = PhotoDecoder.photo(file);
                    assertThat(decoded.getHeight()).isEqualTo(1600);
                }))
                .isLessThan(MOST_BYTES);
    }

    @Test
    void textThatInflatesIsNotInflated() {
        byte[] file = HostileImages.paletteWithTextBomb(40, 30, 300);
        assertThat(allocated(() -> PhotoDecoder.photo(file))).isLessThan(MOST_BYTES);
    }

    @Test
    void whatIsRefusedTakesNothing() {
        refused(HostileImages.scanBomb(7000, 7120, 1000), ErrorCode.TOO_LARGE, "scans");
        refused(HostileImages.polyglot(28_000, 29_000), ErrorCode.NOT_AN_IMAGE, "unknown part");
        refused(HostileImages.pngHeader(60_000, 60_000), ErrorCode.TOO_LARGE, "50 megapixels");
        refused("I am no picture".getBytes(java.nio.charset.StandardCharsets.UTF_8), ErrorCode.NOT_AN_IMAGE, "JPEG");
    }

    private static void refused(byte[] file, ErrorCode code, String word) {
        long taken = allocated(
                () -> assertThatThrownBy(() -> PhotoDecoder.photo(file)).isInstanceOfSatisfying(Fault.class, fault -> {
                    assertThat(fault.code()).isEqualTo(code);
                    assertThat(fault).hasMessageContaining(word);
                }));
        assertThat(taken).isLessThan(1_000_000);
    }

    @Test
    void brokenPixelsAreRefusedInWordsForPeople() {
        byte[] png = HostileImages.encoded("png", 300, 300);
        Random random = new Random(3);
        for (int i = 45; i < png.length - 20; i++) {
            png[i] = (byte) random.nextInt();
        }
        assertThatThrownBy(() -> PhotoDecoder.photo(png))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("the picture can't be decoded")
                .hasMessageNotContaining("Exception");
    }

    @Test
    void anInterruptionEndsADecoder() throws Exception {
        byte[] file = HostileImages.scanBomb(7000, 7120, 64);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> PhotoDecoder.photo(file))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(ErrorCode.WORKER_TIMEOUT));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aStoredFaceIsSmall() {
        assertThat(PhotoDecoder.stored(photo(512, 512, false)).getWidth()).isEqualTo(512);
        assertThatThrownBy(() -> PhotoDecoder.stored(HostileImages.jpegHeader(8000, 6000)))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(ErrorCode.TOO_LARGE));
    }

    @Test
    void nothingIsWrittenToADisk(@TempDir Path folder) throws IOException {
        byte[] file = photo(640, 480, false);
        boolean before = ImageIO.getUseCache();
        ImageIO.setUseCache(true);
        ImageIO.setCacheDirectory(folder.toFile());
        try {
            Files.setLastModifiedTime(folder, FileTime.fromMillis(0)); // a file that comes and goes changes it
            Pictures.png(PhotoDecoder.photo(file));
            PhotoDecoder.stored(file);
            StoredFaces.file();
            assertThat(Files.getLastModifiedTime(folder)).isEqualTo(FileTime.fromMillis(0));
        } finally {
            ImageIO.setCacheDirectory(null);
            ImageIO.setUseCache(before);
        }
    }
}
