/** The guard in front of the event bus's port. */
package dev.facewire.cluster.bus;
