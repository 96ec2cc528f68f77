/** Failures that end a run with one line for the person. */
package dev.facewire.client.fault;
