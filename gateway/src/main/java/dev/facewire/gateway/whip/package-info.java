/** WHIP (RFC 9725) in, WHEP out. */
package dev.facewire.gateway.whip;
