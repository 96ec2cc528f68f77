/** What travels between client, gateway and worker: records, addresses, error codes. No I/O, no natives. */
package dev.facewire.protocol;
