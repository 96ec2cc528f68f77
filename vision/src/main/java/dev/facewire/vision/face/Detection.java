package dev.facewire.vision.face;

/**
 * A face that the detector found, in pixels.
 *
 * @param score 0 to 1
 * @param box around the face, from brows to chin
 * @param rightEyeX the person's right eye
 * @param leftEyeX the person's left eye
 */
public record Detection(double score, Box box, double rightEyeX, double rightEyeY, double leftEyeX, double leftEyeY) {}
