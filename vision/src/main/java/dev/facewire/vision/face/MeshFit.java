package dev.facewire.vision.face;

/**
 * What the mesh network saw in a region.
 *
 * @param face its landmarks in the picture
 * @param presence the network's logit that a face is there at all
 */
public record MeshFit(Landmarks face, double presence) {}
