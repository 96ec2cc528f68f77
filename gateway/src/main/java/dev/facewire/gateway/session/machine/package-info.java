/** A session's life as a pure state machine: no I/O, no futures, no clock of its own. */
package dev.facewire.gateway.session.machine;
