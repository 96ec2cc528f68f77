/** The gateway: what clients speak to. It assigns sessions to workers and carries their signalling, never a frame. */
package dev.facewire.gateway;
