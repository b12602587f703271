package io.github.snapshotexporter.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The payloads of {@code events/}, as the services send them. */
public final class EventFiles {
    private static final Path FOLDER = Path.of("events");
    private static final JsonMapper JSON = new JsonMapper();

    private EventFiles() {}

    /** The whole payload. */
    public static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(FOLDER.resolve(name + ".json"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The whole payload. */
    public static String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    /** The bodies of an SQS event's messages. */
    public static List<String> bodies(String name) {
        List<String> bodies = new ArrayList<>();
        json(name)
                .path("Records")
                .forEach(message -> bodies.add(message.path("body").textValue()));
        return bodies;
    }

    /** The JSON that is the body of an SQS event's first message. */
    public static JsonNode document(String name) {
        return parsed(bodies(name).getFirst().getBytes(StandardCharsets.UTF_8));
    }

    /** A payload that is JSON. */
    public static JsonNode json(String name) {
        return parsed(bytes(name));
    }

    private static JsonNode parsed(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    /** The names of all payloads that begin so, in their order. */
    public static List<String> names(String prefix) {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(prefix) && name.endsWith(".json"))
                    .map(name -> name.substring(0, name.length() - ".json".length()))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
