/** Figures as JSON and tables, moments as contact sheets. */
package dev.facewire.bench.quality.report;
