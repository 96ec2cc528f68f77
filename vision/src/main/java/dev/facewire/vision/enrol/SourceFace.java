package dev.facewire.vision.enrol;

import java.awt.image.BufferedImage;

/**
 * The face to put on, ready for any engine.
 *
 * @param photo the face and what is around it, 512 × 512
 * @param texture the face without hair, holes and the turn of the head, over the mesh's UV square, 512 × 512
 * @param neutral 468 × (x, y, z) in the canonical pose, cm
 * @param irises where the irises' middles are in the texture, 0 to 1: the person's right eye's (u, v), then the left's
 * @param mouthOpening in the photo, in eye distances
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record SourceFace(
        BufferedImage photo, BufferedImage texture, double[] neutral, double[] irises, double mouthOpening) {}
