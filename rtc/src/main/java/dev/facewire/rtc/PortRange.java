package dev.facewire.rtc;

/** UDP ports for media, both ends included. */
public record PortRange(int first, int last) {
    public PortRange {
        if (first < 1024 || last > 65535 || last < first) {
            throw new IllegalArgumentException(
                    "a range of ports is FIRST-LAST from 1024 to 65535, not " + first + "-" + last);
        }
    }

    public int size() {
        return last - first + 1;
    }

    /** Reads {@code 50000-50100}. */
    public static PortRange parse(String text) {
        String[] ends = text.split("-", -1);
        try {
            if (ends.length == 2) {
                return new PortRange(Integer.parseInt(ends[0].strip()), Integer.parseInt(ends[1].strip()));
            }
        } catch (NumberFormatException notNumbers) {
            // said below
        }
        throw new IllegalArgumentException("a range of ports looks like 50000-50100, not '" + text + "'");
    }
}
