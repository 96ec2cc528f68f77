/** Source faces: checking pictures, having a worker look at them, keeping the crops. */
package dev.facewire.gateway.face;
