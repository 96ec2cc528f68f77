/** {@code facewire node --manual}: offers and answers by files, without gateway and cluster. */
package dev.facewire.gpu.manual;
