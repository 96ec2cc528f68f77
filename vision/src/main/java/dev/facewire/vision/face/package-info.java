/** Finding, following and trusting faces: networks, geometry, tracks. */
package dev.facewire.vision.face;
