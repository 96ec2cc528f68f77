package dev.facewire.protocol.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.image.ImageHeader.Format;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ImageHeaderTest {
    private final byte[] jpeg = HostileImages.encoded("jpg", 64, 48);
    private final byte[] png = HostileImages.encoded("png", 33, 1000);

    @Test
    void readsWhatAnEncoderWrote() {
        ImageHeader photo = ImageHeader.check(jpeg);
        assertThat(photo.format()).isEqualTo(Format.JPEG);
        assertThat(List.of(photo.width(), photo.height(), photo.bytesPerPixel()))
                .containsExactly(64, 48, 3);
        assertThat(photo.coefficientBytes())
                .as("one scan is decoded row by row")
                .isZero();
        assertThat(photo.essential(jpeg)).isEqualTo(jpeg);

        ImageHeader drawing = ImageHeader.check(png);
        assertThat(drawing.format()).isEqualTo(Format.PNG);
        assertThat(List.of(drawing.width(), drawing.height())).containsExactly(33, 1000);
        assertThat(drawing.essential(png)).isEqualTo(png);
    }

    @Test
    void aPromiseOfTooManyPixelsIsRefused() {
        refused(HostileImages.pngHeader(60_000, 60_000), ErrorCode.TOO_LARGE, "60000");
        refused(HostileImages.jpegHeader(60_000, 60_000), ErrorCode.TOO_LARGE, "60000");
        refused(HostileImages.pngHeader(Integer.MAX_VALUE, Integer.MAX_VALUE), ErrorCode.TOO_LARGE, "megapixels");
        refused(HostileImages.pngHeader(10_000_000, 1), ErrorCode.TOO_LARGE, "no side");
        refused(HostileImages.pngHeader(-1, 1), ErrorCode.NOT_AN_IMAGE, "no pixels");
        refused(HostileImages.pngHeader(0, 1), ErrorCode.NOT_AN_IMAGE, "no pixels");
    }

    @Test
    void fiftyMegapixelsPass() {
        assertThat(ImageHeader.check(HostileImages.pngHeader(10_000, 5_000)).pixels())
                .isEqualTo(50_000_000);
        refused(HostileImages.pngHeader(10_000, 5_001), ErrorCode.TOO_LARGE, "50 megapixels");
    }

    @Test
    void aFileOverTenMegabytesIsRefused() {
        refused(Arrays.copyOf(jpeg, ImageHeader.MAX_BYTES + 1), ErrorCode.TOO_LARGE, "10 MB");
    }

    @Test
    void aFileThatIsCutOffAnywhereIsNamed() {
        for (byte[] whole : new byte[][] {jpeg, png}) {
            for (int length = 20; length < whole.length; length += 13) {
                refused(Arrays.copyOf(whole, length), ErrorCode.NOT_AN_IMAGE, "cut off");
            }
            refused(Arrays.copyOf(whole, whole.length - 1), ErrorCode.NOT_AN_IMAGE, "cut off");
        }
    }

    @Test
    void otherTypesAreToldWhatIsTaken() {
        refused(latin("GIF89a..."), ErrorCode.NOT_AN_IMAGE, "GIF");
        refused(latin("RIFF....WEBPVP8 "), ErrorCode.NOT_AN_IMAGE, "JPEG or a PNG");
        for (String brand : List.of("heic", "heix", "heim", "hevc", "mif1", "msf1")) {
            refused(latin("\0\0\0\u0018ftyp" + brand + "...."), ErrorCode.NOT_AN_IMAGE, "HEIC");
        }
        refused(latin("\0\0\0\u0018ftypavis...."), ErrorCode.NOT_AN_IMAGE, "AVIF");
        refused(latin("\0\0\0\fJXL \r\n\u0087\n"), ErrorCode.NOT_AN_IMAGE, "JPEG XL");
        refused(latin("\0\0\0\u0018ftypmp42...."), ErrorCode.NOT_AN_IMAGE, "not an image");
        refused(latin("I am no picture"), ErrorCode.NOT_AN_IMAGE, "not an image");
        refused(new byte[0], ErrorCode.NOT_AN_IMAGE, "empty");
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void aJpegOfManyScansIsRefused() {
        assertThat(ImageHeader.check(HostileImages.scanBomb(64, 64, 64)).coefficientBytes())
                .isEqualTo(64 * 64 * 2);
        refused(HostileImages.scanBomb(64, 64, 65), ErrorCode.TOO_LARGE, "64 scans");
        refused(HostileImages.scanBomb(7000, 7120, 1000), ErrorCode.TOO_LARGE, "64 scans");
    }

    @Test
    void aBaselineJpegHasNoMoreScansThanColours() {
        byte[] twice = HostileImages.encoded("jpg", 16, 16);
        int scan = -1;
        for (int i = 0; i < twice.length - 1 && scan < 0; i++) {
            scan = (twice[i] & 0xff) == 0xff && (twice[i + 1] & 0xff) == 0xda ? i : -1;
        }
        byte[] rest = Arrays.copyOfRange(twice, scan, twice.length);
        byte[] four = Arrays.copyOf(twice, twice.length - 2 + 3 * (rest.length - 2) + 2);
        for (int i = 0; i < 3; i++) {
            System.arraycopy(rest, 0, four, twice.length - 2 + i * (rest.length - 2), rest.length);
        }
        refused(four, ErrorCode.TOO_LARGE, "3 scans");
    }

    @Test
    void whatADecoderHoldsBesideThePixelsIsLimited() {
        assertThat(ImageHeader.check(HostileImages.progressiveColour(8160, 6120, 0x22, 0x11, 0x11))
                        .coefficientBytes())
                .as("50 megapixels with halved colours")
                .isBetween(149_000_000L, 151_000_000L);
        refused(
                HostileImages.progressiveColour(8160, 6120, 0x11, 0x11, 0x11),
                ErrorCode.TOO_LARGE,
                "progressive JPEG takes 299 MB");
    }

    @Test
    void whatWouldBeReadDifferentlyByADecoderIsRefused() {
        refused(HostileImages.polyglot(3000, 2000), ErrorCode.NOT_AN_IMAGE, "unknown part, 0x0");
        for (int marker : new int[] {0x00, 0x02, 0x4f, 0xbf, 0xd8}) {
            refused(HostileImages.inserted(jpeg, 2, 0xff, marker, 0, 2), ErrorCode.NOT_AN_IMAGE, "unknown part");
        }
        refused(HostileImages.inserted(jpeg, 20, 7), ErrorCode.NOT_AN_IMAGE, "a part is missing");
        refused(HostileImages.inserted(jpeg, 2, 0xff, 0xd9), ErrorCode.NOT_AN_IMAGE, "before its picture");
        refused(HostileImages.inserted(jpeg, 2, 0xff, 0xdb, 0, 3, 0), ErrorCode.NOT_AN_IMAGE, "a table");
        refused(HostileImages.inserted(jpeg, 2, 0xff, 0xc4, 0, 3, 0), ErrorCode.NOT_AN_IMAGE, "a table");

        int at = HostileImages.frameHeader(jpeg);
        int[] second = new int[19];
        for (int i = 0; i < second.length; i++) {
            second[i] = jpeg[at + i] & 0xff;
        }
        refused(HostileImages.inserted(jpeg, at, second), ErrorCode.NOT_AN_IMAGE, "two frame headers");
    }

    @Test
    void unusualKindsOfJpegAreNamed() {
        for (int kind : new int[] {0xc3, 0xc5, 0xc9, 0xca, 0xcf}) {
            byte[] unusual = jpeg.clone();
            unusual[HostileImages.frameHeader(jpeg) + 1] = (byte) kind;
            refused(unusual, ErrorCode.NOT_AN_IMAGE, "unusual kind of JPEG");
        }
        byte[] deep = jpeg.clone();
        deep[HostileImages.frameHeader(jpeg) + 4] = 12;
        refused(deep, ErrorCode.NOT_AN_IMAGE, "12 bits");
    }

    @Test
    void whatNoDecoderNeedsDoesNotReachIt() {
        byte[] commented = HostileImages.inserted(jpeg, 2, 0xff, 0xfe, 0, 6, 'h', 'i', '!', '!');
        byte[] motion = Arrays.copyOf(commented, commented.length + 5000); // a phone's film behind its photo
        assertThat(ImageHeader.check(motion).essential(motion)).isEqualTo(jpeg);

        byte[] bomb = HostileImages.paletteWithTextBomb(40, 30, 2);
        ImageHeader header = ImageHeader.check(bomb);
        assertThat(new String(header.essential(bomb), StandardCharsets.ISO_8859_1))
                .contains("PLTE", "IDAT", "IEND")
                .doesNotContain("zTXt");
    }

    @Test
    void sixteenBitsAChannelCountTwice() {
        assertThat(ImageHeader.check(HostileImages.rgba16(10, 10)).bytesPerPixel())
                .isEqualTo(8);
    }

    @Property
    void whateverComesIsAnsweredByAHeaderOrAFault(@ForAll byte[] tail) {
        byte[] photo = new byte[tail.length + 3];
        photo[0] = (byte) 0xff;
        photo[1] = (byte) 0xd8;
        photo[2] = (byte) 0xff;
        System.arraycopy(tail, 0, photo, 3, tail.length);
        check(tail);
        check(photo);
    }

    @Property
    void whateverIsChangedInAPhotoIsAnsweredToo(@ForAll byte[] changes, @ForAll boolean drawn) {
        byte[] image = (drawn ? png : jpeg).clone();
        for (int i = 0; i + 1 < changes.length; i += 2) {
            image[Math.floorMod(changes[i] * 31 + i * 17, image.length)] = changes[i + 1];
        }
        check(image);
    }

    private static void check(byte[] image) {
        try {
            ImageHeader header = ImageHeader.check(image);
            assertThat(header.pixels()).isBetween(1L, ImageHeader.MAX_PIXELS);
            assertThat(ImageHeader.check(header.essential(image)).width()).isEqualTo(header.width());
        } catch (Fault fault) {
            assertThat(fault.code()).isIn(ErrorCode.NOT_AN_IMAGE, ErrorCode.TOO_LARGE);
        }
    }

    private static void refused(byte[] image, ErrorCode code, String word) {
        assertThatThrownBy(() -> ImageHeader.check(image)).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.code()).isEqualTo(code);
            assertThat(fault.detail()).contains(word);
        });
    }
}
