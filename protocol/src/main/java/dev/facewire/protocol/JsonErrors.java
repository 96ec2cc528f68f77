package dev.facewire.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;

/** What is wrong with a JSON text, for the person who wrote it: the parser speaks of Java's classes. */
final class JsonErrors {
    private JsonErrors() {}

    static String describe(JsonProcessingException failure) {
        if (failure instanceof InvalidTypeIdException unknown) {
            return unknownType(unknown);
        }
        if (failure instanceof MismatchedInputException mismatch) {
            return mismatch(mismatch);
        }
        if (failure instanceof JsonMappingException mapping
                && !mapping.getPath().isEmpty()) {
            return path(mapping) + " can't be read: a number that is too large, perhaps";
        }
        if (failure instanceof StreamConstraintsException) {
            return "the JSON is nested too deeply, or holds too long a number or text";
        }
        String original = String.valueOf(failure.getOriginalMessage());
        if (original.startsWith("Duplicate field '")) {
            return "\"" + original.substring("Duplicate field '".length()).replaceAll("'.*", "") + "\" is given twice";
        }
        JsonLocation at = failure.getLocation();
        return at == null
                ? "this is not valid JSON"
                : "this is not valid JSON: see line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    private static String unknownType(InvalidTypeIdException unknown) {
        JsonSubTypes known = unknown.getBaseType().getRawClass().getAnnotation(JsonSubTypes.class);
        String names = known == null
                ? ""
                : Arrays.stream(known.value()).map(JsonSubTypes.Type::name).collect(Collectors.joining(", "));
        return unknown.getTypeId() == null
                ? "\"type\" is missing: one of " + names
                : "\"type\" must be one of " + names;
    }

    private static String mismatch(MismatchedInputException mismatch) {
        Class<?> type = mismatch.getTargetType();
        String expected = type == null ? "something else" : expected(type);
        if (mismatch.getPath().isEmpty()) {
            return String.valueOf(mismatch.getOriginalMessage()).startsWith("No content")
                    ? "the body is empty; it must be JSON"
                    : "the JSON must be " + expected;
        }
        return path(mismatch) + " must be " + expected;
    }

    /** The field's name as it is written, with those of what it is in: {@code "options.strength"}. */
    private static String path(JsonMappingException failure) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : failure.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return "\"" + path + "\"";
    }

    private static String expected(Class<?> type) {
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (type == Integer.class || type == int.class || type == Long.class || type == long.class) {
            return "a whole number";
        }
        if (type == Double.class || type == double.class) {
            return "a number";
        }
        if (type == String.class) {
            return "a text";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getFields())
                            .filter(Field::isEnumConstant)
                            .map(JsonErrors::nameOf)
                            .collect(Collectors.joining(", "));
        }
        return Collection.class.isAssignableFrom(type) || type.isArray() ? "a list" : "an object, {…}";
    }

    private static String nameOf(Field constant) {
        JsonProperty name = constant.getAnnotation(JsonProperty.class);
        return "\"" + (name == null ? constant.getName() : name.value()) + "\"";
    }
}
