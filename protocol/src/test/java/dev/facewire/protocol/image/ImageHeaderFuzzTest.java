package dev.facewire.protocol.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.facewire.protocol.error.Fault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Any bytes as a picture: refused by a {@link Fault}, or of the same size to a worker's decoder. */
class ImageHeaderFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void hasOneSizeForAllOrIsRefused(byte[] bytes) throws IOException {
        ImageHeader header;
        try {
            header = ImageHeader.check(bytes);
        } catch (Fault refused) {
            return;
        }
        byte[] given = header.essential(bytes);
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(given))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            while (readers.hasNext()) {
                ImageReader reader = readers.next();
                try {
                    reader.setInput(in);
                    assertThat(reader.getWidth(0)).isEqualTo(header.width());
                    assertThat(reader.getHeight(0)).isEqualTo(header.height());
                } catch (IOException | RuntimeException unreadable) {
                    // the worker refuses it
                } finally {
                    reader.dispose();
                }
            }
        }
    }
}
