package io.github.snapshotexporter.rehearsal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.utils.IoUtils;

/**
 * Answers the SDK's clients in the place of the services, without sending anything: queue and ledger by what was written
 * to them before, everything else by the file in the resources that is called after the operation.
 */
public final class CannedCloud implements SdkHttpClient {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern ACTION = Pattern.compile("(?:^|&)Action=(\\w+)");

    private final Function<String, Optional<String>> files;
    private final CannedLedger ledger = new CannedLedger();
    private final CannedQueue queue = new CannedQueue();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> answered = new ConcurrentHashMap<>();

    /** Answers from the resources. */
    public CannedCloud() {
        this(CannedCloud::resource);
    }

    /** @param files the text of a file; empty where there is none */
    public CannedCloud(Function<String, Optional<String>> files) {
        this.files = files;
    }

    /**
     * The text of a resource: {@code <Operation>.json} or, of the Query protocol, {@code <Operation>.xml}. An array holds the
     * answers to one call after the other, of which the last one stays.
     */
    public static Optional<String> resource(String name) {
        try (InputStream file = CannedCloud.class.getResourceAsStream(name)) {
            return file == null ? Optional.empty() : Optional.of(IoUtils.toUtf8String(file));
        } catch (IOException unreadable) {
            throw new IllegalStateException("cannot read " + name, unreadable);
        }
    }

    /** Forgets what was written and sent, and answers from the beginning; the calls stay. */
    public void clear() {
        ledger.clear();
        queue.clear();
        answered.clear();
    }

    /** The operations that were called, in their order. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    /** The bodies of the messages that were sent, in their order. */
    public List<String> sent() {
        return queue.sent();
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                return answer(request);
            }

            @Override
            public void abort() {}
        };
    }

    @Override
    public String clientName() {
        return "Canned";
    }

    @Override
    public void close() {}

    private HttpExecuteResponse answer(HttpExecuteRequest request) throws IOException {
        String body = body(request);
        Optional<String> target = request.httpRequest().firstMatchingHeader("X-Amz-Target");
        String operation =
                target.map(name -> name.substring(name.lastIndexOf('.') + 1)).orElseGet(() -> action(body));
        calls.add(operation);
        Optional<String> answer =
                target.isPresent() ? json(operation, JSON.readTree(body)) : files.apply(operation + ".xml");
        return answer.map(text -> response(200, text))
                .orElseGet(() -> response(400, "{\"__type\": \"UnknownOperationException\"}"));
    }

    private Optional<String> json(String operation, JsonNode input) throws JsonProcessingException {
        Optional<ObjectNode> written = ledger.answer(operation, input).or(() -> queue.answer(operation, input));
        if (written.isPresent()) {
            return written.map(ObjectNode::toString);
        }
        Optional<String> file = files.apply(operation + ".json");
        return file.isEmpty() ? file : Optional.of(next(operation, file.get()));
    }

    private String next(String operation, String file) throws JsonProcessingException {
        if (!file.startsWith("[")) {
            return file;
        }
        JsonNode answers = JSON.readTree(file);
        int before = answered.merge(operation, 1, Integer::sum) - 1;
        return answers.get(Math.min(before, answers.size() - 1)).toString();
    }

    private static String body(HttpExecuteRequest request) throws IOException {
        if (request.contentStreamProvider().isEmpty()) {
            return "";
        }
        try (InputStream content = request.contentStreamProvider().get().newStream()) {
            return IoUtils.toUtf8String(content);
        }
    }

    private static String action(String form) {
        Matcher action = ACTION.matcher(form);
        return action.find() ? action.group(1) : "nothing";
    }

    private static HttpExecuteResponse response(int status, String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        return HttpExecuteResponse.builder()
                .response(SdkHttpResponse.builder()
                        .statusCode(status)
                        .putHeader("Content-Length", Integer.toString(body.length))
                        .putHeader("x-amzn-RequestId", "rehearsal")
                        .build())
                .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
                .build();
    }
}
