package dev.facewire.bench.loop;

/** Who answers the offer and sends frames back. */
public enum Side {
    ECHO("raw echo"),
    FACEWIRE("Facewire"),
    PYTHON("Python receiver");

    private final String words;

    Side(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
