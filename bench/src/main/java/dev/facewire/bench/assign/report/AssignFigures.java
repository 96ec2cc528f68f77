package dev.facewire.bench.assign.report;

import dev.facewire.bench.assign.bus.BusFigures;
import dev.facewire.bench.assign.sim.GrowthPoint;
import dev.facewire.bench.assign.sim.SimFigures;
import java.util.List;

/**
 * All figures of a run, as they stand in the JSON file.
 *
 * @param date of the run, ISO 8601
 * @param machine processors and Java, for who compares
 * @param bus null where that part was left out
 * @param simulated and {@code growth}: one for each size; empty where that part was left out
 */
public record AssignFigures(
        String date, String machine, BusFigures bus, List<SimFigures> simulated, List<GrowthPoint> growth) {}
