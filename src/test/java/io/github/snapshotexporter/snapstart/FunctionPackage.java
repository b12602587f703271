package io.github.snapshotexporter.snapstart;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import io.github.snapshotexporter.ExportHandler;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is deployed: the function's classes and its libraries.
 *
 * @param libraries in the order of their names, whoever has listed them
 */
public record FunctionPackage(Path classes, List<Path> libraries) {

    public FunctionPackage {
        libraries = libraries.stream()
                .sorted(Comparator.comparing(library -> library.getFileName().toString()))
                .toList();
    }

    /** Of the build that this test belongs to. */
    public static FunctionPackage ofThisBuild() throws IOException {
        Path classes = placeOf(ExportHandler.class);
        String libraries = Files.readString(classes.resolveSibling("runtime-classpath.txt"));
        return new FunctionPackage(
                classes,
                Arrays.stream(libraries.strip().split(File.pathSeparator, -1))
                        .map(Path::of)
                        .toList());
    }

    /**
     * Of a checkout of any state that was built by {@code mvn package}.
     *
     * @throws NoSuchFileException where it was not
     */
    public static FunctionPackage ofCheckout(Path folder) throws IOException {
        Path target = folder.toAbsolutePath().resolve("target");
        try (Stream<Path> libraries = Files.list(target.resolve("lib"))) {
            return new FunctionPackage(target.resolve("classes").toRealPath(), libraries.toList());
        }
    }

    /** With the runtime interface client, which is the same whatever the function is. */
    String classPath() {
        Stream<Path> client = Stream.of(placeOf(AWSLambda.class), placeOf(PojoSerializer.class));
        return Stream.concat(client, Stream.concat(Stream.of(classes), libraries.stream()))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path placeOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
