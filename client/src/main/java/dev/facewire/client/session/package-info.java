/** One run of the client: signalling, media, counting, the report. */
package dev.facewire.client.session;
