/** {@code facewire bench loop}: how long a frame takes there and back, and what it costs, beside what others use. */
package dev.facewire.bench.loop;
