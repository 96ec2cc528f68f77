/** Peers that nobody here wrote: aiortc. */
package dev.facewire.it.peers;
