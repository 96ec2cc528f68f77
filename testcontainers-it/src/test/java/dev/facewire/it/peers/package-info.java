/** Peers that nobody here wrote: aiortc, FFmpeg. */
package dev.facewire.it.peers;
