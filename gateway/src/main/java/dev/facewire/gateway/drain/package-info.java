/** {@code facewire drain}: the operator's command. */
package dev.facewire.gateway.drain;
