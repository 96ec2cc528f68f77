/** Who may: bindings, tokens, Host and Origin. Pure decisions. */
package dev.facewire.gateway.access;
