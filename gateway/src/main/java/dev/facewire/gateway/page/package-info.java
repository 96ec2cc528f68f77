/** The web pages: the camera page at {@code /} and the cluster page at {@code /cluster}. */
package dev.facewire.gateway.page;
