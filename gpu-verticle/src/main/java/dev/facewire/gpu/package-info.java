/** A GPU node: one worker for each device, each with its slots, its sessions and its device loop. */
package dev.facewire.gpu;
