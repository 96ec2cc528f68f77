/** Joining the cluster as a data member (gateways) or a lite one (workers), and the event bus in records. */
package dev.facewire.cluster;
