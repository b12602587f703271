package io.github.snapshotexporter.localcloud;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** An HTTP server on the loopback address that hands every request to one function. */
final class HttpEndpoint implements AutoCloseable {

    static final String LOOPBACK = "127.0.0.1";

    static {
        // Otherwise a small answer can wait 40 ms for the acknowledgement of its headers.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    /** A request, read to its end. */
    record Request(String path, Map<String, String> headers, String body) {

        /** The operation after the dot of {@code X-Amz-Target}, or an empty text. */
        String target() {
            String target = headers.getOrDefault("x-amz-target", "");
            return target.substring(target.lastIndexOf('.') + 1);
        }
    }

    /** An answer with a body. */
    record Answer(int status, Map<String, String> headers, String body) {}

    /** Answers a request, or throws {@link ConnectionDropped}. */
    @FunctionalInterface
    interface Responder {
        Answer answer(Request request);
    }

    /** Thrown by a responder: the connection is closed without an answer. */
    static final class ConnectionDropped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ConnectionDropped() {
            super("connection dropped", null, false, false);
        }
    }

    private static final Duration LONGEST_HANG = Duration.ofSeconds(30);

    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);

    private HttpEndpoint(HttpServer server) {
        this.server = server;
    }

    /** Starts on {@code port}, or on a free one for 0. */
    static HttpEndpoint start(int port, Responder responder) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(LOOPBACK), port), 0);
            HttpEndpoint endpoint = new HttpEndpoint(server);
            server.createContext("/", exchange -> endpoint.serve(exchange, responder));
            server.setExecutor(endpoint.executor);
            server.start();
            return endpoint;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + LOOPBACK + ":" + port, e);
        }
    }

    URI uri() {
        return URI.create("http://" + LOOPBACK + ":" + server.getAddress().getPort());
    }

    /** Holds the request's connection until this endpoint closes or half a minute is over, then drops it. */
    ConnectionDropped hang() {
        pause(LONGEST_HANG);
        return new ConnectionDropped();
    }

    /** Waits in real time, but not longer than this endpoint is open. */
    void pause(Duration duration) {
        try {
            closed.await(duration.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops at once; requests that hang are dropped. */
    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        executor.shutdownNow();
    }

    private void serve(HttpExchange exchange, Responder responder) throws IOException {
        try (exchange) {
            answer(exchange, responder).ifPresent(answer -> write(exchange, answer));
        }
    }

    private Optional<Answer> answer(HttpExchange exchange, Responder responder) throws IOException {
        Request request = read(exchange);
        try {
            return Optional.of(responder.answer(request));
        } catch (ConnectionDropped e) {
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(new Answer(500, Map.of("content-type", "text/plain"), "emulator failed: " + e));
        }
    }

    private static Request read(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, String.join(",", values)));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        return new Request(exchange.getRequestURI().getPath(), headers, body);
    }

    private static void write(HttpExchange exchange, Answer answer) {
        try {
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders()
                    .set("x-amzn-requestid", UUID.randomUUID().toString());
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (IOException e) {
            // The client has gone away, which is its right.
        }
    }
}
