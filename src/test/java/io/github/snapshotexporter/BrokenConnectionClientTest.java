package io.github.snapshotexporter;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

class BrokenConnectionClientTest {

    @Test
    void a_connection_that_breaks_inside_httpurlconnection_is_a_failed_call() {
        assertThatThrownBy(() -> callThatThrows(new RuntimeException(new NullPointerException("this.http is null"))))
                .isInstanceOf(IOException.class);
    }

    @Test
    void another_exception_stays_what_it_is() {
        assertThatThrownBy(() -> callThatThrows(new IllegalStateException("a bug")))
                .isInstanceOf(IllegalStateException.class);
    }

    private static void callThatThrows(RuntimeException thrown) throws IOException {
        try (SdkHttpClient client = new BrokenConnectionClient(new Breaking(thrown))) {
            client.prepareRequest(HttpExecuteRequest.builder().build()).call();
        }
    }

    private record Breaking(RuntimeException thrown) implements SdkHttpClient {
        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() {
                    throw thrown;
                }

                @Override
                public void abort() {}
            };
        }

        @Override
        public void close() {}
    }
}
