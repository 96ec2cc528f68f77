/** The HTTP API: routes, uploads, and the one place where faults become problem documents. */
package dev.facewire.gateway.http;
