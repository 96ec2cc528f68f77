/** From a decoded frame to one that is safe to send. */
package dev.facewire.vision.swap;
