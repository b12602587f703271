package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Stands in front of a server that speaks an AWS JSON protocol and cannot deny anything: passes on what is not denied.
 */
final class Gate implements AutoCloseable {

    /** Those that belong to one connection, which HTTP clients and servers set themselves. */
    private static final Set<String> OF_A_CONNECTION = Set.of(
            "accept-encoding",
            "connection",
            "content-length",
            "date",
            "expect",
            "host",
            "transfer-encoding",
            "upgrade");

    private final URI behind;
    private final String prefix;
    private final int denialStatus;
    private final BiConsumer<String, JsonNode> passed;
    private final Faults faults = new Faults();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpEndpoint endpoint;

    private Gate(URI behind, String prefix, int denialStatus, BiConsumer<String, JsonNode> passed) {
        this.behind = behind;
        this.prefix = prefix;
        this.denialStatus = denialStatus;
        this.passed = passed;
        this.endpoint = HttpEndpoint.start(0, this::answer);
    }

    /** Starts in front of queues. */
    static Gate ofQueues(URI behind, BiConsumer<String, JsonNode> passed) {
        return new Gate(behind, "sqs", 403, passed);
    }

    /** Starts in front of tables. */
    static Gate ofTables(URI behind) {
        return new Gate(behind, "dynamodb", 400, (operation, input) -> {});
    }

    URI endpoint() {
        return endpoint.uri();
    }

    /** Denies every later call of the operation. */
    void deny(String operation) {
        faults.always(operation, Fault.error("AccessDeniedException", denialStatus, Denial.message(prefix, operation)));
    }

    @Override
    public void close() {
        endpoint.close();
        client.shutdownNow();
    }

    private HttpEndpoint.Answer answer(HttpEndpoint.Request request) {
        try {
            faults.apply(request.target(), endpoint);
        } catch (AwsError denied) {
            return new HttpEndpoint.Answer(
                    denied.status(),
                    Map.of("content-type", "application/x-amz-json-1.0", "x-amzn-query-error", "AccessDenied;Sender"),
                    Json.write(Json.object()
                            .put("__type", "com.amazon.coral.service#" + denied.code())
                            .put("message", denied.getMessage())));
        }
        HttpEndpoint.Answer answer = pass(request);
        if (answer.status() == 200) {
            passed.accept(request.target(), LightsailWire.parse(request.body()));
        }
        return answer;
    }

    private HttpEndpoint.Answer pass(HttpEndpoint.Request request) {
        HttpRequest.Builder on = HttpRequest.newBuilder(behind.resolve(request.path()))
                .POST(HttpRequest.BodyPublishers.ofString(request.body()));
        request.headers().forEach((name, value) -> {
            if (!isOfAConnection(name)) {
                on.header(name, value);
            }
        });
        try {
            HttpResponse<String> response = client.send(on.build(), HttpResponse.BodyHandlers.ofString());
            Map<String, String> headers = new HashMap<>();
            response.headers().map().forEach((name, values) -> {
                if (!isOfAConnection(name)) {
                    headers.put(name, String.join(",", values));
                }
            });
            return new HttpEndpoint.Answer(response.statusCode(), headers, response.body());
        } catch (IOException unreachable) {
            throw new HttpEndpoint.ConnectionDropped();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
            throw new HttpEndpoint.ConnectionDropped();
        }
    }

    private static boolean isOfAConnection(String header) {
        return OF_A_CONNECTION.contains(header.toLowerCase(Locale.ROOT));
    }
}
