/**
 * Photos of strangers, from bytes to pixels: the one place that decodes, with its budget of memory, its time limit and
 * its threads.
 */
package dev.facewire.vision.photo;
