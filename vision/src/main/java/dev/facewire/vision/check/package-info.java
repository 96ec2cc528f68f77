/** {@code facewire face check}: what is understood of a photo, without a cluster. */
package dev.facewire.vision.check;
