package dev.facewire.protocol;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The text of a file that a person made with whatever was at hand. Windows' editors and PowerShell's {@code >} begin a
 * file with a byte order mark, or write UTF-16: both are read. Pure.
 */
public final class PlainText {
    private PlainText() {}

    /**
     * The text of a file's bytes, without a byte order mark: UTF-8, or UTF-16 where the mark says so.
     *
     * @throws Fault {@link ErrorCode#BAD_REQUEST} where the bytes are neither
     */
    public static String decode(byte[] file) {
        if (startsWith(file, 0xFF, 0xFE)) {
            return decode(file, 2, StandardCharsets.UTF_16LE);
        }
        if (startsWith(file, 0xFE, 0xFF)) {
            return decode(file, 2, StandardCharsets.UTF_16BE);
        }
        return decode(file, startsWith(file, 0xEF, 0xBB, 0xBF) ? 3 : 0, StandardCharsets.UTF_8);
    }

    private static String decode(byte[] file, int from, Charset charset) {
        String text;
        try {
            text = charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(file, from, file.length - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Fault(ErrorCode.BAD_REQUEST, "it is no text; save it as UTF-8");
        }
        if (text.indexOf('\0') >= 0) { // UTF-16 without its mark, or no text at all
            throw new Fault(ErrorCode.BAD_REQUEST, "it is no UTF-8 text; save it as UTF-8");
        }
        return text;
    }

    private static boolean startsWith(byte[] file, int... mark) {
        if (file.length < mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if ((file[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }
}
