package dev.facewire.bench.loop;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a process has used up to a moment, from Linux's {@code /proc}.
 *
 * @param cpuMs processor time of all its threads, user and system; in steps of 10 ms
 * @param threadCpuMs the same by the threads' names, numbers taken out of them; threads that have ended are missing
 * @param rssMb resident memory, MiB
 */
public record Usage(double cpuMs, Map<String, Double> threadCpuMs, double rssMb) {
    /** {@code USER_HZ}, which is 100 on every Linux that Java runs on. */
    private static final double MS_A_TICK = 10;

    // Places after the name in /proc/PID/stat, which may hold spaces and stands in brackets; see proc(5).
    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;

    public Usage {
        threadCpuMs = Map.copyOf(threadCpuMs);
    }

    /** Of a process that lives. */
    public static Usage of(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        Map<String, Double> threads = new TreeMap<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path task : tasks) {
                try {
                    String stat = Files.readString(task.resolve("stat"));
                    threads.merge(kind(name(stat)), cpuMs(stat), Double::sum);
                } catch (NoSuchFileException ended) {
                    // between the listing and the look
                }
            }
        }
        return new Usage(cpuMs(Files.readString(process.resolve("stat"))), threads, rssMb(process));
    }

    static String name(String stat) {
        return stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    }

    /** The name without what only counts threads. */
    static String kind(String name) {
        String kind = name.replaceAll("[#\\s-]*\\d+$", "").strip();
        return kind.isEmpty() ? name : kind;
    }

    static double cpuMs(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return MS_A_TICK * (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]));
    }

    private static double rssMb(Path process) throws IOException {
        for (String line : Files.readAllLines(process.resolve("status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        return 0;
    }

    /** What was used since an earlier look; memory as it is now. */
    public Usage since(Usage earlier) {
        Map<String, Double> threads = new TreeMap<>();
        threadCpuMs.forEach((name, ms) -> threads.put(name, ms - earlier.threadCpuMs.getOrDefault(name, 0.0)));
        return new Usage(cpuMs - earlier.cpuMs, threads, rssMb);
    }
}
