/** How sessions find workers: over the real event bus with fake workers, and under a simulated clock at scale. */
package dev.facewire.bench.assign;
