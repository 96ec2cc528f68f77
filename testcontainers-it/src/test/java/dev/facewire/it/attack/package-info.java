/** Hostile input against a gateway and a node that run as processes of their own, beside a person's call. */
package dev.facewire.it.attack;
