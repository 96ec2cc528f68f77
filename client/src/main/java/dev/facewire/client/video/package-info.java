/** Reading and writing video through FFmpeg's own API; the only package that touches it. */
package dev.facewire.client.video;
