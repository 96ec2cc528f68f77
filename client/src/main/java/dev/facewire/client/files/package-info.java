/** The files of a person: names, what leads to the same file, and writing without loss. */
package dev.facewire.client.files;
