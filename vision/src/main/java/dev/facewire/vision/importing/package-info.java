/** {@code facewire models}: brings files of models in, converts and checks them. */
package dev.facewire.vision.importing;
