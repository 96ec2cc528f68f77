package dev.facewire.client.fault;

import dev.facewire.protocol.error.Fault;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Why something failed, in words for a person: never the name of a Java type. Pure. */
public final class Words {
    private Words() {}

    /** The reason in a few words, on one line. */
    public static String of(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null
                && (cause instanceof CompletionException
                        || cause instanceof ExecutionException
                        || namesItsCause(cause))) {
            cause = cause.getCause();
        }
        return words(cause).replaceAll("\\s*\\R\\s*", " ").strip();
    }

    /** {@link Throwable#Throwable(Throwable)} makes a message of the cause's type. */
    private static boolean namesItsCause(Throwable thrown) {
        return thrown.getMessage() == null
                || thrown.getMessage().startsWith(thrown.getCause().getClass().getName());
    }

    private static String words(Throwable cause) {
        if (cause instanceof Fault fault) {
            return fault.detail();
        }
        if (cause instanceof NoSuchFileException) {
            return "it is not there";
        }
        if (cause instanceof AccessDeniedException) {
            return "this user may not";
        }
        if (cause instanceof FileAlreadyExistsException) {
            return "something else is there";
        }
        if (cause instanceof FileSystemLoopException) {
            return "its links go in a circle";
        }
        if (cause instanceof FileSystemException files && files.getReason() != null) {
            return files.getReason();
        }
        if (cause instanceof OutOfMemoryError) {
            return "there is not enough memory";
        }
        if (cause instanceof NoClassDefFoundError) { // its message is the name of a class
            return "a part of the program can't be loaded; is it installed whole?";
        }
        String message = cause.getMessage();
        return message == null || message.isBlank() ? "no details are known" : message;
    }
}
