/** Figures for Prometheus. */
package dev.facewire.gateway.metrics;
