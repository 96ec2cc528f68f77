/** What is measured of a clip, a returned clip, and of both together. */
package dev.facewire.bench.quality.measure;
