/** The gateway as the client sees it: face upload and signalling, and its refusals in words. */
package dev.facewire.client.gateway;
