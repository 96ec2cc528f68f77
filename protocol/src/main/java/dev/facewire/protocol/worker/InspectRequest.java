package dev.facewire.protocol.worker;

import dev.facewire.protocol.Checks;
import java.util.List;

/** Asks what face is in pictures of one person (encoded, checked for type and size by the gateway). Takes no slot. */
public record InspectRequest(List<byte[]> images) {
    public InspectRequest {
        images = Checks.orEmpty(images);
        Checks.check(!images.isEmpty(), "no image was given");
    }
}
