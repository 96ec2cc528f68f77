package dev.facewire.gpu.enrol;

import dev.facewire.gpu.face.Landmarks;
import java.awt.image.BufferedImage;

/** The face to put on: a picture and its landmarks in it. */
public record SourceFace(BufferedImage picture, Landmarks face) {}
