package dev.facewire.client.manual;

import dev.facewire.client.fault.ClientFault;
import dev.facewire.protocol.Json;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.sdp.Description;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The file in which the answer appears, whole or while it is still being copied. */
record AnswerFile(Path file) {

    /** An answer of an earlier time would be taken for the one that is waited for. */
    boolean removeOld() {
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            throw ClientFault.usage("the old answer '" + file + "' can't be removed: " + e.getMessage());
        }
    }

    /** The answer, once it is there in whole. */
    Optional<String> read() {
        try {
            return Optional.of(require());
        } catch (ClientFault notYet) {
            return Optional.empty();
        }
    }

    /** The answer, or what is wrong with the file: for a person who says that it is there. */
    String require() {
        if (!Files.isRegularFile(file)) {
            throw ClientFault.run("there is no '" + file + "'");
        }
        try {
            Description description = Json.decode(Files.readString(file, StandardCharsets.UTF_8), Description.class);
            if (!description.type().equals("answer")) {
                throw ClientFault.run("'" + file + "' holds an " + description.type() + ", not an answer");
            }
            return description.sdp();
        } catch (IOException e) {
            throw ClientFault.run("'" + file + "' can't be read: " + e.getMessage());
        } catch (Fault e) {
            throw ClientFault.run("'" + file + "' holds no answer: " + e.detail());
        }
    }
}
