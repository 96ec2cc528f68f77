/** Session descriptions as text: parsing, and the rules for what strangers may offer. */
package dev.facewire.protocol.sdp;
