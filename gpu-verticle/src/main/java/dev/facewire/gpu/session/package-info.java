/** One session on a worker: its peer, its face and its life. */
package dev.facewire.gpu.session;
