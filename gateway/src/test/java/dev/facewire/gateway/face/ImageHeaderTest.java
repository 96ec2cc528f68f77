package dev.facewire.gateway.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.gateway.face.ImageHeader.Format;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ImageHeaderTest {
    @Test
    void readsWhatAnEncoderWrote() {
        assertThat(ImageHeader.check(Pictures.encoded("jpg", 640, 481)))
                .isEqualTo(new ImageHeader(Format.JPEG, 640, 481));
        assertThat(ImageHeader.check(Pictures.encoded("png", 33, 1000)))
                .isEqualTo(new ImageHeader(Format.PNG, 33, 1000));
    }

    @Test
    void aBombIsRefusedByItsHeader() {
        refused(Pictures.pngHeader(60_000, 60_000), ErrorCode.TOO_LARGE, "60000");
        refused(Pictures.jpegHeader(60_000, 60_000), ErrorCode.TOO_LARGE, "60000");
        refused(Pictures.pngHeader(Integer.MAX_VALUE, Integer.MAX_VALUE), ErrorCode.TOO_LARGE, "megapixels");
        refused(Pictures.pngHeader(-1, 1), ErrorCode.NOT_AN_IMAGE, "no pixels");
        refused(Pictures.pngHeader(0, 1), ErrorCode.NOT_AN_IMAGE, "no pixels");
    }

    @Test
    void fiftyMegapixelsPass() {
        assertThat(ImageHeader.check(Pictures.pngHeader(10_000, 5_000)).width()).isEqualTo(10_000);
        refused(Pictures.pngHeader(10_000, 5_001), ErrorCode.TOO_LARGE, "50 megapixels");
    }

    @Test
    void aFileOverTenMegabytesIsRefused() {
        byte[] large = Arrays.copyOf(Pictures.encoded("jpg", 8, 8), ImageHeader.MAX_BYTES + 1);
        refused(large, ErrorCode.TOO_LARGE, "10 MB");
    }

    @Test
    void aHeaderThatIsCutOffIsNamed() {
        byte[] jpeg = Pictures.encoded("jpg", 8, 8);
        refused(Arrays.copyOf(jpeg, 24), ErrorCode.NOT_AN_IMAGE, "cut off");
        refused(Arrays.copyOf(Pictures.encoded("png", 8, 8), 20), ErrorCode.NOT_AN_IMAGE, "cut off");
    }

    @Test
    void otherTypesAreToldWhatIsTaken() {
        refused("GIF89a...".getBytes(StandardCharsets.ISO_8859_1), ErrorCode.NOT_AN_IMAGE, "GIF");
        refused("RIFF....WEBPVP8 ".getBytes(StandardCharsets.ISO_8859_1), ErrorCode.NOT_AN_IMAGE, "JPEG or a PNG");
        refused("I am no picture".getBytes(StandardCharsets.UTF_8), ErrorCode.NOT_AN_IMAGE, "not an image");
        refused(new byte[0], ErrorCode.NOT_AN_IMAGE, "empty");
    }

    @Property
    void whateverComesIsAnsweredByAHeaderOrAFault(@ForAll byte[] tail) {
        byte[] jpeg = new byte[tail.length + 3];
        jpeg[0] = (byte) 0xff;
        jpeg[1] = (byte) 0xd8;
        jpeg[2] = (byte) 0xff;
        System.arraycopy(tail, 0, jpeg, 3, tail.length);
        for (byte[] image : new byte[][] {tail, jpeg}) {
            try {
                assertThat(ImageHeader.check(image).width()).isPositive();
            } catch (Fault fault) {
                assertThat(fault.code()).isIn(ErrorCode.NOT_AN_IMAGE, ErrorCode.TOO_LARGE);
            }
        }
    }

    private static void refused(byte[] image, ErrorCode code, String word) {
        assertThatThrownBy(() -> ImageHeader.check(image)).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.code()).isEqualTo(code);
            assertThat(fault.detail()).contains(word);
        });
    }
}
