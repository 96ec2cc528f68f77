/**
 * The cluster in containers, broken on purpose: gateways and nodes with addresses of their own on two networks, and
 * clients with real media. What stands in for hosts is Docker; nothing of Facewire is faked.
 */
package dev.facewire.it.containers;
