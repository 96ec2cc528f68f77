package dev.facewire.protocol.worker;

import dev.facewire.protocol.Checks;
import java.util.List;

/**
 * What was understood of a source face.
 *
 * @param crop the normalised face crop, a JPEG or PNG of at most 300 KB: all that is stored of the person
 * @param width of the crop
 * @param height of the crop
 * @param yawDegrees how far the head is turned, positive to the person's left
 * @param warnings sentences for the person ("the head is turned 23°, …")
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way: never compared, never kept
public record InspectReply(byte[] crop, int width, int height, double yawDegrees, List<String> warnings) {
    public static final int MAX_CROP_BYTES = 300 * 1024;

    public InspectReply {
        Checks.required(crop, "crop");
        Checks.check(crop.length <= MAX_CROP_BYTES, "the crop has more than " + MAX_CROP_BYTES + " bytes");
        warnings = Checks.orEmpty(warnings);
    }
}
