/** Sessions: their ids, records, calls and events. */
package dev.facewire.gateway.session;
