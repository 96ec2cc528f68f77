/** Models that people bring: what is known of each, the folder they are kept in, and how a file gets there. */
package dev.facewire.vision.model;
