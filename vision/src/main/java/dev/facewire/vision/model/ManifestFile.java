package dev.facewire.vision.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Manifests as JSON. Stricter than what travels between processes: a field that is not known may be one that was misspelt,
 * and what it meant would be done otherwise without a word.
 */
public final class ManifestFile {
    /** The manifests that are inside the jar, without weights. */
    private static final List<String> KNOWN =
            List.of("inswapper_128", "reswapper_128", "reswapper_256", "arcface_w600k_r50");

    private static final int MOST_BYTES = 256 * 1024;
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.NON_EMPTY))
            .build();

    private ManifestFile() {}

    /**
     * Reads one.
     *
     * @param where said in front of what is wrong
     * @throws UnusableModelException in words for the user
     */
    public static ModelManifest parse(String json, String where) {
        try {
            JsonNode tree = MAPPER.readTree(json);
            if (tree == null || !tree.isObject()) {
                throw new UnusableModelException(where + ": holds no JSON object");
            }
            String unknown = unknown(tree, ModelManifest.class, "");
            if (unknown != null) {
                throw new UnusableModelException(
                        where + ": the field \"" + unknown + "\" is not known; docs/how-to/bring-a-model.md lists all");
            }
            return MAPPER.treeToValue(tree, ModelManifest.class);
        } catch (JsonMappingException e) {
            if (e.getCause() instanceof UnusableModelException said) {
                throw new UnusableModelException(where + ": " + said.getMessage(), e);
            }
            throw new UnusableModelException(where + ": in JSON, \"" + path(e) + "\" is not what is expected there", e);
        } catch (JsonProcessingException e) {
            throw new UnusableModelException(where + ": is no JSON: " + said(e), e);
        }
    }

    /** Without Jackson's words on where a thing began, which name its own settings. */
    private static String said(JsonProcessingException e) {
        String line =
                e.getLocation() == null ? "" : ", in line " + e.getLocation().getLineNr();
        return e.getOriginalMessage().replaceFirst("(?s)\\s*\\(start marker at .*", "") + line;
    }

    /** The first field that a record has no component for, with its place; looked for before any value is. */
    private static String unknown(JsonNode node, Class<?> type, String place) {
        Map<String, RecordComponent> components = Arrays.stream(type.getRecordComponents())
                .collect(Collectors.toMap(RecordComponent::getName, component -> component));
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            RecordComponent component = components.get(name);
            if (component == null) {
                return place + name;
            }
            Class<?> of = component.getGenericType() instanceof ParameterizedType list
                    ? (Class<?>) list.getActualTypeArguments()[0]
                    : component.getType();
            JsonNode value = node.get(name);
            for (JsonNode one : value.isArray() ? value : List.of(value)) {
                String within = of.isRecord() && one.isObject() ? unknown(one, of, place + name + ".") : null;
                if (within != null) {
                    return within;
                }
            }
        }
        return null;
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
    }

    /** Reads a file. */
    public static ModelManifest read(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new UnusableModelException(file.getFileName() + ": is too large for a manifest");
            }
            return parse(Files.readString(file), String.valueOf(file.getFileName()));
        } catch (IOException e) {
            throw new UnusableModelException(file + " can't be read as text", e);
        }
    }

    /** The JSON of a manifest, for people to read. */
    public static String write(ModelManifest manifest) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(manifest) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("every manifest can be written", e);
        }
    }

    /** What is known of models that people bring; without weights. */
    public static List<ModelManifest> known() {
        return KNOWN.stream()
                .map(name -> parse(resource(name + ".json"), name + ".json"))
                .toList();
    }

    /** A file that lies in {@code models/} of the repository, from inside the jar. */
    static String resource(String name) {
        try (InputStream stream = ManifestFile.class.getResourceAsStream("/models/known/" + name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is missing from the jar");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
