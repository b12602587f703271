package io.github.snapshotexporter.snapstart;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Between the function and a service: sees every request that leaves the function's process, and hands it on. */
public final class Wire implements AutoCloseable {
    private static final Pattern ACTION = Pattern.compile("(?:^|&)Action=(\\w+)");
    private static final List<String> NOT_HANDED_ON =
            List.of("host", "connection", "content-length", "expect", "upgrade", "transfer-encoding");

    private final URI service;
    private final Duration latency;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;

    private Wire(URI service, Duration latency) throws IOException {
        this.service = service;
        this.latency = latency;
        server = listen(0);
    }

    /** A request that has left the function, signed with the credentials to which this session token belongs. */
    public record Request(String operation, String sessionToken) {}

    public static Wire to(URI service) throws IOException {
        return to(service, Duration.ZERO);
    }

    /** @param latency by which each request arrives later than it was sent */
    public static Wire to(URI service, Duration latency) throws IOException {
        return new Wire(service, latency);
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Those that have come since this was asked before. */
    public List<Request> takeRequests() {
        List<Request> taken = List.copyOf(requests);
        requests.clear();
        return taken;
    }

    /** Breaks all connections that are open. */
    public void breakConnections() throws IOException {
        int port = server.getAddress().getPort();
        server.stop(0);
        server = listen(port);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        client.close();
    }

    private HttpServer listen(int port) throws IOException {
        HttpServer listening = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 0);
        listening.createContext("/", this::handOn);
        listening.setExecutor(threads);
        listening.start();
        return listening;
    }

    private void handOn(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            requests.add(new Request(
                    operation(exchange, new String(body, StandardCharsets.UTF_8)),
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Amz-Security-Token"))
                            .orElse("")));
            Thread.sleep(latency);
            HttpResponse<byte[]> answer = client.send(request(exchange, body), HttpResponse.BodyHandlers.ofByteArray());
            answer.headers().map().forEach((name, values) -> {
                if (!NOT_HANDED_ON.contains(name)) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpRequest request(HttpExchange exchange, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.resolve(exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!NOT_HANDED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return request.build();
    }

    private static String operation(HttpExchange exchange, String body) {
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        if (target != null) {
            return target.substring(target.lastIndexOf('.') + 1);
        }
        Matcher action = ACTION.matcher(body);
        return action.find() ? action.group(1) : exchange.getRequestURI().toString();
    }
}
