/** {@code facewire bench engine}: what a face costs on a device, beside what the device can do. */
package dev.facewire.bench.engine;
