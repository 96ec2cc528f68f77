package dev.facewire.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.facewire.protocol.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The OpenAPI file, and what it says of an answer. */
final class Contract {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete", "options", "head");

    private final JsonNode document;
    private final Set<String> exercised = new TreeSet<>();

    private Contract(JsonNode document) {
        this.document = document;
    }

    static Contract read(Path file) throws Exception {
        return new Contract(new YAMLMapper().readTree(file.toFile()));
    }

    String version() {
        return document.get("openapi").asText();
    }

    /** All operations, as {@code METHOD /path/{id}}. */
    Set<String> operations() {
        Set<String> all = new TreeSet<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    if (METHODS.contains(operation.getKey())) {
                        all.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));
        return all;
    }

    /** Operations of which an answer was checked. */
    Set<String> exercised() {
        return exercised;
    }

    /**
     * Checks an answer: its status is documented, and so are its headers, type and shape.
     *
     * @param operation {@code METHOD /path/{id}}
     */
    void check(String operation, HttpResponse<Buffer> answer) {
        String[] words = operation.split(" ", 2);
        JsonNode responses = document.at("/paths/" + words[1].replace("~", "~0").replace("/", "~1"))
                .path(words[0].toLowerCase(Locale.ROOT))
                .path("responses");
        assertThat(responses.isMissingNode()).as(operation + " is documented").isFalse();
        exercised.add(operation);
        String status = Integer.toString(answer.statusCode());
        JsonNode documented = responses.has(status) ? responses.get(status) : responses.path("default");
        assertThat(documented.isMissingNode())
                .as(operation + " may answer " + status)
                .isFalse();
        JsonNode response = documented.has("$ref")
                ? document.at(documented.get("$ref").asText().substring(1))
                : documented;
        response.path("headers").properties().forEach(header -> assertThat(answer.getHeader(header.getKey()))
                .as(operation + ": " + header.getKey())
                .isNotBlank());
        JsonNode content = response.path("content");
        if (content.isMissingNode()) {
            assertThat(answer.body()).as(operation + " has no body").isNull();
            return;
        }
        String type = answer.getHeader("content-type").split(";", 2)[0];
        assertThat(content.has(type))
                .as(operation + " " + status + " may be " + type)
                .isTrue();
        if (type.endsWith("json")) {
            Set<ValidationMessage> wrong = validate(content.get(type).get("schema"), Json.tree(answer.bodyAsString()));
            assertThat(wrong)
                    .as(operation + " " + status + ": " + answer.bodyAsString())
                    .isEmpty();
        }
    }

    /** The schema with the document's components beside it, so that its references are found. */
    private Set<ValidationMessage> validate(JsonNode schema, JsonNode value) {
        ObjectNode whole = schema.deepCopy();
        whole.set("components", document.get("components"));
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(whole)
                .validate(value);
    }
}
