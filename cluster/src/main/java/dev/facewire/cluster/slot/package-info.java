/** Who has a slot, and for how long. Pure. */
package dev.facewire.cluster.slot;
