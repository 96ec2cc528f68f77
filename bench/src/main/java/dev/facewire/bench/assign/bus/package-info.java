/** Gateways' assignment and fake workers in processes of their own, on a real clustered event bus. */
package dev.facewire.bench.assign.bus;
