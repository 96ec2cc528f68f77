package dev.facewire.vision.swap;

/**
 * How fast an engine turned out to be.
 *
 * @param engine its name
 * @param frameMs what a 640×480 frame with one face costs, of a full batch, with tracking
 */
public record EngineSpeed(String engine, double frameMs) {}
