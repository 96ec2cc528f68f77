/** Figures as JSON, as a table and as a picture. */
package dev.facewire.bench.assign.report;
