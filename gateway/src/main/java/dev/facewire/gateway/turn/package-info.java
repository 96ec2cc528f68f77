/** STUN and TURN servers, and short-lived credentials for them. */
package dev.facewire.gateway.turn;
