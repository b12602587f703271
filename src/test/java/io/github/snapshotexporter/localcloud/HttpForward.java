package io.github.snapshotexporter.localcloud;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Passes requests on to another HTTP server of this machine, and its answers back. */
final class HttpForward implements AutoCloseable {
    /** What belongs to a connection, not to the request or the answer. */
    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "connection",
            "content-length",
            "date",
            "expect",
            "host",
            "http2-settings",
            "server",
            "transfer-encoding",
            "upgrade");

    private final URI server;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();

    HttpForward(URI server) {
        this.server = server;
    }

    HttpEndpoint.Answer answer(HttpEndpoint.Request request) {
        HttpRequest.Builder forwarded =
                HttpRequest.newBuilder(server.resolve(request.path())).POST(BodyPublishers.ofString(request.body()));
        request.headers().forEach((name, value) -> {
            if (passes(name)) {
                forwarded.header(name, value);
            }
        });
        try {
            HttpResponse<String> answer = client.send(forwarded.build(), BodyHandlers.ofString());
            Map<String, String> headers = new HashMap<>();
            answer.headers().map().forEach((name, values) -> {
                if (passes(name)) {
                    headers.put(name, String.join(",", values));
                }
            });
            return new HttpEndpoint.Answer(answer.statusCode(), headers, answer.body());
        } catch (IOException e) {
            throw new HttpEndpoint.ConnectionDropped();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HttpEndpoint.ConnectionDropped();
        }
    }

    private static boolean passes(String header) {
        return !OF_THE_CONNECTION.contains(header.toLowerCase(Locale.ROOT));
    }

    /** Gives up the requests that are under way. */
    @Override
    public void close() {
        client.shutdownNow();
    }
}
