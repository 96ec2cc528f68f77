/** Clips and faces to put on, as the command line names them. */
package dev.facewire.bench.quality.clip;
