package io.github.snapshotexporter.localcloud;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The payloads of {@code events/}, relative to the project's folder. */
final class DemoEvents {
    private static final Path FOLDER = Path.of("events");

    private DemoEvents() {}

    /** How the account names the file. */
    static String path(String name) {
        return "events/" + name + ".json";
    }

    /** The whole payload. */
    static String text(String name) {
        try {
            return Files.readString(FOLDER.resolve(name + ".json"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The demo has to be run in the project's folder", unreadable);
        }
    }

    /** The body of that message of an SQS event which is this name. */
    static String name(String event, String snapshot) {
        try {
            for (var message : Json.parse(text(event)).path("Records")) {
                if (message.path("body").asText().equals(snapshot)) {
                    return snapshot;
                }
            }
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
        throw new IllegalStateException(path(event) + " has no message with the body " + snapshot);
    }
}
