/** The same classes under a simulated clock, and what they cost as the cluster grows. */
package dev.facewire.bench.assign.sim;
