/** The worker on the event bus. */
package dev.facewire.gpu.worker;
