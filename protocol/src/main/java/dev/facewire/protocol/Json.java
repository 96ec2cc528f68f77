package dev.facewire.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;

/** Records to JSON and back, the same way everywhere. Unknown fields are ignored, so that versions can differ. */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Json() {}

    /** The JSON text of a record. */
    public static String encode(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not encodable: " + value.getClass(), e);
        }
    }

    /** The JSON text of a record, over several lines, for files that people read. */
    public static String encodePretty(Object value) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not encodable: " + value.getClass(), e);
        }
    }

    /**
     * Reads a record.
     *
     * @throws Fault {@link ErrorCode#BAD_REQUEST} (or what the record's own checks throw) when the text is not that record
     */
    public static <T> T decode(String text, Class<T> type) {
        try {
            T value = MAPPER.readValue(text, type);
            if (value == null) {
                throw new Fault(ErrorCode.BAD_REQUEST, "the JSON value is null");
            }
            return value;
        } catch (ValueInstantiationException e) {
            // A record's compact constructor said no: its own words are the best ones.
            if (e.getCause() instanceof Fault fault) {
                throw fault;
            }
            throw new Fault(ErrorCode.BAD_REQUEST, "this JSON does not fit this call");
        } catch (JsonProcessingException e) {
            throw new Fault(ErrorCode.BAD_REQUEST, JsonErrors.describe(e));
        }
    }

    /** Reads any JSON value as a tree. */
    public static JsonNode tree(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new Fault(ErrorCode.BAD_REQUEST, JsonErrors.describe(e));
        }
    }
}
