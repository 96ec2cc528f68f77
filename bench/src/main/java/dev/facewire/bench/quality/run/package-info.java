/** Ways to have a clip swapped: by the engine alone, or by a whole cluster over WebRTC. */
package dev.facewire.bench.quality.run;
