/** The neural engine: weights that people bring, aligned crops, and batches over all sessions of a device. */
package dev.facewire.vision.neural;
