/** Viewers of a session: the swapped picture once more, without a second swap. */
package dev.facewire.gpu.view;
