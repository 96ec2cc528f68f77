/** Whose face it is: a network for measuring only, fetched when the bench runs. */
package dev.facewire.bench.quality.identity;
