/**
 * Workers that only the benchmark starts, each a process of its own: one that swaps nothing, and one whose engine is slow. They
 * are in no product's jar, so that no option of a product can show a real face.
 */
package dev.facewire.bench.loop.worker;
