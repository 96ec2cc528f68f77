/** {@code facewire bench quality}: how believable, steady and safe swaps are, in figures and pictures. */
package dev.facewire.bench.quality;
