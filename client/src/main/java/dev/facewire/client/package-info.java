/** The client: a camera or a clip to a gateway's worker and back, to a window or a file. */
package dev.facewire.client;
