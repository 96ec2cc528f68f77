/** What every swap engine is to the rest. */
package dev.facewire.vision.engine;
