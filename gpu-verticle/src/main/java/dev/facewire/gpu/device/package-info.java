/** The loop that owns a device: the way of a frame. */
package dev.facewire.gpu.device;
