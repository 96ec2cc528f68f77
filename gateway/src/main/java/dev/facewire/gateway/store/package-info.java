/** What gateways share through the cluster: maps of text, written behind. */
package dev.facewire.gateway.store;
