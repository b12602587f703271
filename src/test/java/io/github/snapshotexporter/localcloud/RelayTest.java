package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RelayTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral(HttpEndpoint.LOOPBACK);

    @Test
    void a_caller_of_the_relay_talks_to_whoever_is_behind_it() throws Exception {
        try (HttpEndpoint behind = HttpEndpoint.start(0, RelayTest::echo);
                Relay relay = relayTo(behind);
                HttpClient http = HttpClient.newHttpClient()) {
            String large = "x".repeat(1_000_000);

            assertThat(post(http, relay, "first")).isEqualTo("first");
            assertThat(post(http, relay, large)).isEqualTo(large);
        }
    }

    @Test
    void a_caller_is_cut_off_when_nobody_is_behind_the_relay() {
        HttpEndpoint gone = HttpEndpoint.start(0, RelayTest::echo);
        gone.close();
        try (Relay relay = relayTo(gone);
                HttpClient http = HttpClient.newHttpClient()) {
            assertThatThrownBy(() -> post(http, relay, "hello")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void a_closed_relay_takes_no_calls() {
        try (HttpEndpoint behind = HttpEndpoint.start(0, RelayTest::echo);
                HttpClient http = HttpClient.newHttpClient()) {
            Relay relay = relayTo(behind);
            int port = relay.port();
            relay.close();

            assertThatThrownBy(() -> post(http, port, "hello")).isInstanceOf(IOException.class);
        }
    }

    private static HttpEndpoint.Answer echo(HttpEndpoint.Request request) {
        return new HttpEndpoint.Answer(200, Map.of(), request.body());
    }

    private static Relay relayTo(HttpEndpoint behind) {
        return Relay.start(
                new InetSocketAddress(LOOPBACK, 0),
                new InetSocketAddress(LOOPBACK, behind.uri().getPort()));
    }

    private static String post(HttpClient http, Relay relay, String body) throws IOException, InterruptedException {
        return post(http, relay.port(), body);
    }

    private static String post(HttpClient http, int port, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + HttpEndpoint.LOOPBACK + ":" + port))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString()).body();
    }
}
