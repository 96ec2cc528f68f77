package dev.facewire.bench.moves;

/** What happens to people in calls. */
enum Trouble {
    KILL("kill -9 of the worker"),
    FREEZE("SIGSTOP of the worker"),
    DRAIN("drain of the worker"),
    GATEWAY("kill -9 of their gateway");

    private final String words;

    Trouble(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
