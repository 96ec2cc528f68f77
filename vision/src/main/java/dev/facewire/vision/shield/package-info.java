/** What covers a face that can't be swapped, and what marks one that was: plain Java, so that nothing can fail. */
package dev.facewire.vision.shield;
