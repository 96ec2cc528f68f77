package dev.facewire.vision.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One device that gets a worker.
 *
 * @param kind {@code cpu} or {@code cuda}
 * @param index of the device; for the CPU it only tells workers apart
 */
public record DeviceSpec(String kind, int index) {
    private static final Pattern CPU = Pattern.compile("cpu(?::([1-9]\\d?))?");
    private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,2}(?:,\\d{1,2})*))?");

    /** As in worker ids: {@code cpu0}, {@code cuda1}. */
    public String label() {
        return kind + index;
    }

    public boolean cuda() {
        return kind.equals("cuda");
    }

    /**
     * Reads {@code --devices}: {@code cpu}, {@code cpu:2} (two workers), {@code cuda}, {@code cuda:0,1} or
     * {@code auto} (every CUDA device, else one CPU worker).
     *
     * @param cudaDevices how many there are; asked only where it matters, because it loads the engine
     * @throws IllegalArgumentException in words for the user
     */
    public static List<DeviceSpec> parse(String text, IntSupplier cudaDevices) {
        if (text.equals("auto")) {
            int count = cudaDevices.getAsInt();
            return count > 0 ? first("cuda", count) : first("cpu", 1);
        }
        Matcher cpu = CPU.matcher(text);
        if (cpu.matches()) {
            return first("cpu", cpu.group(1) == null ? 1 : Integer.parseInt(cpu.group(1)));
        }
        Matcher cuda = CUDA.matcher(text);
        if (!cuda.matches()) {
            throw new IllegalArgumentException(
                    "--devices takes auto, cpu, cpu:2, cuda or cuda:0,1, not '" + text + "'");
        }
        int count = cudaDevices.getAsInt();
        if (count == 0) {
            throw new IllegalArgumentException(
                    "--devices " + text + ": no CUDA device can be used here (use --devices cpu)");
        }
        if (cuda.group(1) == null) {
            return first("cuda", count);
        }
        List<DeviceSpec> devices = new ArrayList<>();
        for (String index : cuda.group(1).split(",", -1)) {
            DeviceSpec device = new DeviceSpec("cuda", Integer.parseInt(index));
            if (device.index() >= count || devices.contains(device)) {
                throw new IllegalArgumentException("--devices " + text + ": there are " + count
                        + " CUDA devices here, numbered from 0, and each is named once");
            }
            devices.add(device);
        }
        return devices;
    }

    private static List<DeviceSpec> first(String kind, int count) {
        List<DeviceSpec> devices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            devices.add(new DeviceSpec(kind, i));
        }
        return devices;
    }
}
