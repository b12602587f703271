package io.github.snapshotexporter.proof;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * Keeps what the services have really answered, each answer in a file of its own, in the order of the calls. The account's
 * id and every e-mail address in it are replaced, so that the folder can be sent to somebody.
 */
final class RawAnswers implements ExecutionInterceptor {
    private static final Pattern ACCOUNT = Pattern.compile("(?<!\\d)\\d{12}(?!\\d)");
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}");

    private final Path folder;
    private final AtomicInteger number = new AtomicInteger();

    /** @param folder is made with the first answer */
    RawAnswers(Path folder) {
        this.folder = folder;
    }

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        return context.responseBody()
                .map(body -> kept(body, context.httpResponse().statusCode(), attributes));
    }

    private InputStream kept(InputStream body, int status, ExecutionAttributes attributes) {
        try {
            byte[] answer = body.readAllBytes();
            Files.createDirectories(folder);
            String name = String.format(
                    Locale.ROOT,
                    "%04d-%s.%s-%d",
                    number.incrementAndGet(),
                    attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME).replace(" ", ""),
                    attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME),
                    status);
            Files.writeString(folder.resolve(name + ".txt"), anonymous(new String(answer, StandardCharsets.UTF_8)));
            return new ByteArrayInputStream(answer);
        } catch (IOException unkept) {
            throw new UncheckedIOException(unkept);
        }
    }

    /** The same without the account's id and without e-mail addresses. */
    static String anonymous(String text) {
        return ADDRESS.matcher(ACCOUNT.matcher(text).replaceAll("111122223333")).replaceAll("user@example.com");
    }
}
