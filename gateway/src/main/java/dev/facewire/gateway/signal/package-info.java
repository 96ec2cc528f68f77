/** The {@code /v1/signal} WebSocket: the calls by messages, with trickle and events. */
package dev.facewire.gateway.signal;
