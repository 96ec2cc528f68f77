/** Scenes of stress, made from any clip, of which it is known where the real face is. */
package dev.facewire.bench.quality.scene;
