package dev.facewire.bench.loop;

import java.util.Map;
import java.util.TreeMap;

/**
 * One side under one load.
 *
 * @param size of the picture, without the stamp below it
 * @param fps frames that each session sends a second
 * @param sessions at once
 * @param seconds measured in all
 * @param sent frames sent meanwhile, by all sessions
 * @param returned of these, how many came back with a readable stamp
 * @param fpsReturned a session's frames a second
 * @param loopMsP50 median time from sending a frame until it is decoded again
 * @param engineMsP50 the worker's own median of a frame's swap
 * @param cpuMsPerFrame processor time of the worker's process for each frame that came back
 * @param swapCpuMsPerFrame of that, the swap itself
 * @param restCpuMsPerFrame of that, all the rest: decoding, encoding, network, copies, garbage collection
 * @param rssMb resident memory of the worker's process
 * @param growthMsPerMinute how the loop time grew
 * @param psnr of what came back against what was sent, dB of luma: of an echo, what codecs and bitrate do
 * @param threadCpuMsPerFrame processor time by the names of the process's threads
 */
record LoopRow(
        Side side,
        String size,
        double fps,
        int sessions,
        double seconds,
        int sent,
        int returned,
        double fpsReturned,
        double loopMsP50,
        double loopMsP95,
        double loopMsP99,
        double engineMsP50,
        double cpuMsPerFrame,
        double swapCpuMsPerFrame,
        double restCpuMsPerFrame,
        double rssMb,
        double growthMsPerMinute,
        double psnr,
        Map<String, Double> threadCpuMsPerFrame) {
    LoopRow {
        threadCpuMsPerFrame = new TreeMap<>(threadCpuMsPerFrame);
    }
}
