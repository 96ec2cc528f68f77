/** TorchScript through DJL: one device, its modules, and tensors over a frame's own memory. */
package dev.facewire.vision.tensor;
