package dev.facewire.vision.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;

/**
 * What is known of a model; {@code docs/how-to/bring-a-model.md} is the same for people.
 *
 * @param schema version of this shape, {@value #SCHEMA}
 * @param name by which sessions ask for it, and its files are called
 * @param kind what it does
 * @param file beside the manifest, once it is imported
 * @param sha256 of that file
 * @param original the file that people bring
 * @param licence whose it is, and what it allows
 * @param input the picture that it is given
 * @param output the picture that it gives; only of {@code swap}
 * @param alignment how a face lies in the input
 * @param source how the source's vector is made; only of {@code swap}
 * @param figures measured, each with its source
 */
public record ModelManifest(
        int schema,
        String name,
        Kind kind,
        String file,
        String sha256,
        Original original,
        Licence licence,
        Input input,
        Output output,
        AlignmentTemplate alignment,
        Source source,
        List<Figure> figures) {
    public static final int SCHEMA = 1;
    /** Numbers of an embedding, and of a source's vector. */
    public static final int VECTOR = 512;

    private static final int MOST_PIXELS = 1024;

    /** What a model does. */
    public enum Kind {
        @JsonProperty("swap")
        SWAP,
        @JsonProperty("embedding")
        EMBEDDING,
        /** Reserved. */
        @JsonProperty("enhance")
        ENHANCE,
        /** Reserved. */
        @JsonProperty("mask")
        MASK;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The order of colours. */
    public enum Channels {
        @JsonProperty("rgb")
        RGB,
        @JsonProperty("bgr")
        BGR
    }

    /**
     * The file that people bring.
     *
     * @param bytes 0 where not known
     */
    public record Original(String file, String sha256, long bytes, String source) {
        public Original {
            need(file, "original.file");
            hash(sha256, "original.sha256");
        }
    }

    /**
     * Whose it is, and what that allows.
     *
     * @param limits in few words, what the licence does not allow; shown whenever the model is loaded
     */
    public record Licence(String name, String limits, String source) {
        public Licence {
            need(name, "licence.name");
            need(limits, "licence.limits");
        }
    }

    /**
     * The picture that it is given.
     *
     * @param range the levels of black and white
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Input(int size, double[] range, Channels channels) {
        public Input {
            check(
                    size >= 16 && size <= MOST_PIXELS && size % 16 == 0,
                    "input.size must be a multiple of 16 from 16 to " + MOST_PIXELS);
            levels(range, "input.range");
            check(channels != null, "input.channels is missing; it is rgb or bgr");
        }
    }

    /**
     * The picture that it gives.
     *
     * @param range the levels of black and white
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Output(double[] range) {
        public Output {
            levels(range, "output.range");
        }
    }

    /**
     * From an embedding to the vector that a network is given.
     *
     * @param embedding the name of the model that makes embeddings
     * @param emap is the embedding multiplied by the map that is in the network's file?
     * @param normalise is the product brought to length 1?
     * @param directions put onto the vector
     */
    public record Source(String embedding, Boolean emap, Boolean normalise, List<Direction> directions) {
        public Source {
            need(embedding, "source.embedding");
            check(emap != null, "source.emap is missing; it is true or false");
            check(normalise != null, "source.normalise is missing; it is true or false");
            directions = directions == null ? List.of() : List.copyOf(directions);
        }
    }

    /**
     * An attribute, for example a beard.
     *
     * @param file a {@code .npy} of 512 numbers, beside the manifest; brought to length 1
     * @param weight how much of it
     */
    public record Direction(String file, double weight) {
        public Direction {
            need(file, "source.directions.file");
            plain(file, "source.directions.file");
            check(Math.abs(weight) <= 10, "source.directions.weight must be from -10 to 10");
        }
    }

    /** Something measured. */
    public record Figure(String what, String value, String source) {
        public Figure {
            need(what, "figures.what");
            need(value, "figures.value");
            need(source, "figures.source");
        }
    }

    public ModelManifest {
        check(schema == SCHEMA, "schema is " + schema + "; this Facewire knows " + SCHEMA);
        checkName(name);
        check(kind != null, "kind is missing; it is swap or embedding");
        check(licence != null, "licence is missing: a model without a word on what it may be used for is not run");
        check(input != null, "input is missing");
        check(alignment != null, "alignment is missing");
        if (file != null) {
            plain(file, "file");
            hash(sha256, "sha256");
        }
        if (kind == Kind.SWAP) {
            check(output != null, "output is missing; a swap model has one");
            check(source != null, "source is missing; a swap model has one");
        } else {
            check(output == null && source == null, "output and source are of swap models only");
        }
        figures = figures == null ? List.of() : List.copyOf(figures);
    }

    /**
     * Looks at a name alone.
     *
     * @throws UnusableModelException where a model can't have it
     */
    public static void checkName(String name) {
        need(name, "name");
        check(
                name.matches("[a-z0-9][a-z0-9_-]{0,47}"),
                "name must be up to 48 of a-z, 0-9, _ and -, the first a letter or digit");
        check(!List.of("mesh", "neural").contains(name), "name can't be " + name + ": engines are called so");
    }

    /** The same, of an imported file, under a name. */
    public ModelManifest imported(String asName, String asFile, String itsSha256, Original from, Source how) {
        return new ModelManifest(
                schema,
                asName,
                kind,
                asFile,
                itsSha256,
                from,
                licence,
                input,
                output,
                alignment,
                kind == Kind.SWAP ? how : null,
                figures);
    }

    private static void check(boolean right, String message) {
        if (!right) {
            throw new UnusableModelException(message);
        }
    }

    private static void need(String value, String what) {
        check(value != null && !value.isBlank(), what + " is missing");
    }

    private static void hash(String value, String what) {
        check(
                value != null && value.matches("[0-9a-f]{64}"),
                what + " must be the 64 lower-case hex digits of a SHA-256");
    }

    private static void plain(String file, String what) {
        check(
                !file.contains("/") && !file.contains("\\") && !file.startsWith("."),
                what + " must be a plain file name");
    }

    private static void levels(double[] range, String what) {
        check(
                range != null
                        && range.length == 2
                        && range[0] < range[1]
                        && Math.abs(range[0]) <= 255
                        && range[1] <= 255,
                what + " must be two levels, black and white, for example [0, 1]");
    }
}
