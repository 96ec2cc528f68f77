/** Which worker gets a session: the choice (pure) and the asking. Knows nothing of HTTP. */
package dev.facewire.gateway.assign;
