/** What is allowed of pictures that strangers send, checked without decoding anything. Pure. */
package dev.facewire.protocol.image;
