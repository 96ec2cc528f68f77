/** What this gateway knows of the workers: heartbeats, pings, links; and asking them. */
package dev.facewire.gateway.workers;
