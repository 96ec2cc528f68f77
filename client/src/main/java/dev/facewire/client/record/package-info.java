/** What is kept of a run: the film, the film beside what was sent, the sheet of moments. */
package dev.facewire.client.record;
