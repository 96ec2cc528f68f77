/** A window that shows what is sent and what comes back. */
package dev.facewire.client.preview;
