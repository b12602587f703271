package io.github.snapshotexporter.snapstart;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.snapshotexporter.localcloud.LocalClients;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lambda's side of one function with SnapStart: its runtime API, and the endpoint of its credentials, which have always
 * expired by the next use.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">the runtime API</a>
 */
public final class RuntimeApi implements AutoCloseable {
    private static final String RUNTIME = "/2018-06-01/runtime";
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    /** A busy machine may need long to start a JVM. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CountDownLatch restored = new CountDownLatch(1);
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<CompletableFuture<String>> answers = new LinkedBlockingQueue<>();
    private final AtomicInteger credentials = new AtomicInteger();

    private RuntimeApi(HttpServer server) {
        this.server = server;
    }

    public static RuntimeApi start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        RuntimeApi api = new RuntimeApi(server);
        server.createContext(RUNTIME + "/restore/next", api::restore);
        server.createContext(RUNTIME + "/invocation/next", api::next);
        server.createContext(RUNTIME + "/invocation", api::answered);
        server.createContext(RUNTIME + "/init/error", api::broken);
        server.createContext(RUNTIME + "/restore/error", api::broken);
        server.createContext("/credentials", api::credentials);
        server.setExecutor(api.threads);
        server.start();
        return api;
    }

    /** As {@code host:port}. */
    public String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Waits until the function is ready for its snapshot: its hooks were called, and it asks to be restored. */
    public void awaitReady() throws ExecutionException, InterruptedException, TimeoutException {
        ready.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Lets the function go on as after a restore. */
    public void restore() {
        restored.countDown();
    }

    /** Hands the payload to the function, and returns its answer. */
    public String invoke(String payload) throws ExecutionException, InterruptedException, TimeoutException {
        events.add(payload);
        CompletableFuture<String> answer = answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (answer == null) {
            throw new TimeoutException("the function has not answered");
        }
        return answer.get();
    }

    /** The function will not answer any more. */
    public void ended(String why) {
        IllegalStateException failed = new IllegalStateException(why);
        ready.completeExceptionally(failed);
        answers.add(CompletableFuture.failedFuture(failed));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void restore(HttpExchange exchange) throws IOException {
        ready.complete(null);
        try {
            restored.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
        answer(exchange, "");
    }

    private void next(HttpExchange exchange) throws IOException {
        try {
            String event = events.take();
            var headers = exchange.getResponseHeaders();
            // Without it the runtime interface client crashes.
            headers.set("Content-Type", "application/json");
            headers.set("Lambda-Runtime-Aws-Request-Id", UUID.randomUUID().toString());
            headers.set(
                    "Lambda-Runtime-Deadline-Ms",
                    Long.toString(Instant.now().plus(TIMEOUT).toEpochMilli()));
            headers.set(
                    "Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-central-1:111122223333:function:test");
            answer(exchange, event);
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
            exchange.close();
        }
    }

    private void answered(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        answers.add(
                exchange.getRequestURI().getPath().endsWith("/response")
                        ? CompletableFuture.completedFuture(body)
                        : CompletableFuture.failedFuture(new IllegalStateException(body)));
        answer(exchange, "{}");
    }

    private void broken(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        ended(exchange.getRequestURI() + ": " + body);
        answer(exchange, "{}");
    }

    private void credentials(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("content-type", "application/json");
        answer(exchange, """
                {"AccessKeyId": "%s", "SecretAccessKey": "%s", "Token": "%s", "Expiration": "%s"}""".formatted(
                        LocalClients.ACCESS_KEY,
                        LocalClients.SECRET_KEY,
                        restored.getCount() > 0 ? "before" : "after-" + credentials.incrementAndGet(),
                        Instant.now().plusSeconds(1)));
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        try (exchange) {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
