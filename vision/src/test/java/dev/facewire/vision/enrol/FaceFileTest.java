package dev.facewire.vision.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.worker.InspectReply;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FaceFileTest {
    private final SourceFace face = StoredFaces.canonical();
    private final byte[] file = StoredFaces.file();

    @Test
    void whatIsStoredIsReadAgain() {
        SourceFace read = FaceFile.decode(file);
        assertThat(read.neutral()).hasSameSizeAs(face.neutral());
        for (int i = 0; i < read.neutral().length; i++) {
            assertThat(read.neutral()[i]).isCloseTo(face.neutral()[i], within(1e-5));
        }
        assertThat(read.irises()).containsExactly(face.irises(), within(1e-6));
        assertThat(read.mouthOpening()).isCloseTo(0.02, within(1e-6));
        for (BufferedImage picture : new BufferedImage[] {read.photo(), read.texture()}) {
            assertThat(picture.getWidth()).isEqualTo(64);
            assertThat(picture.getRGB(10, 30) & 0xff).isGreaterThan(240);
            assertThat(picture.getRGB(50, 30) & 0xff).isLessThan(15);
        }
    }

    @Test
    void picturesThatAreTooRichLoseQualityAndNotTheFace() {
        BufferedImage noise = new BufferedImage(512, 512, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(4);
        for (int i = 0; i < 512 * 512; i++) {
            noise.setRGB(i % 512, i / 512, random.nextInt(1 << 24));
        }
        byte[] rich = FaceFile.encode(new SourceFace(noise, noise, face.neutral(), face.irises(), 0));
        assertThat(rich.length).isLessThanOrEqualTo(InspectReply.MAX_CROP_BYTES);
        assertThat(FaceFile.decode(rich).texture().getWidth()).isEqualTo(512);
    }

    @Test
    void whereverItIsCutOffItIsRefusedInWords() {
        for (int length = 0; length < file.length; length += 97) {
            refused(Arrays.copyOf(file, length));
        }
        refused(Arrays.copyOf(file, file.length - 1));
    }

    @Test
    void whatIsNoFaceIsRefusedInWords() {
        byte[] garbage = new byte[5000];
        new Random(1).nextBytes(garbage);
        refused(garbage);
        refused(Pictures.jpeg(face.photo(), 0.9f)); // as an earlier version stored it
    }

    @Test
    void lengthsThatLieAreRefused() {
        for (int length : new int[] {-1, 0, 3, Integer.MAX_VALUE, Integer.MIN_VALUE, file.length}) {
            byte[] lying = file.clone();
            ByteBuffer.wrap(lying).putInt(4, length);
            refused(lying);
        }
    }

    @Test
    void aBrokenPictureOrANumberThatIsNoneIsRefused() {
        byte[] broken = file.clone();
        Arrays.fill(broken, 8, 60, (byte) 7);
        refused(broken);
        byte[] noNumber = file.clone();
        ByteBuffer.wrap(noNumber).putFloat(file.length - 40, Float.NaN);
        refused(noNumber);
    }

    private static void refused(byte[] bytes) {
        assertThatThrownBy(() -> FaceFile.decode(bytes)).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.code()).isEqualTo(ErrorCode.BAD_REQUEST);
            assertThat(fault).hasMessageContaining("upload the photo again");
        });
    }
}
