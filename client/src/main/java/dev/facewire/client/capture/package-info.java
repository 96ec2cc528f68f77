/** Where pictures come from: files, cameras, a pattern; and when each is due. */
package dev.facewire.client.capture;
