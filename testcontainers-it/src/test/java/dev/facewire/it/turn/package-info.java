/** Networks between which only a TURN server is reachable. */
package dev.facewire.it.turn;
