/** From a person's photo to a source face, with words about what is wrong with it. */
package dev.facewire.vision.enrol;
