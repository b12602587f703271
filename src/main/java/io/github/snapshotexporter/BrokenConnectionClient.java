package io.github.snapshotexporter;

import java.io.IOException;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Tells of a broken connection as what it is. When a connection dies at the wrong moment, {@code HttpURLConnection} throws a
 * RuntimeException around a NullPointerException, which the SDK's client hands on: the SDK would take it for a bug of its
 * own, and neither retry nor report it as a failed call.
 *
 * @see <a href="https://github.com/aws/aws-sdk-java-v2/pull/6894">the same in a later version of the SDK</a>
 */
final class BrokenConnectionClient implements SdkHttpClient {
    private final SdkHttpClient client;

    BrokenConnectionClient(SdkHttpClient client) {
        this.client = client;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        ExecutableHttpRequest prepared = client.prepareRequest(request);
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                try {
                    return prepared.call();
                } catch (RuntimeException broken) {
                    if (broken.getCause() instanceof NullPointerException || broken instanceof NullPointerException) {
                        throw new IOException("the connection broke", broken);
                    }
                    throw broken;
                }
            }

            @Override
            public void abort() {
                prepared.abort();
            }
        };
    }

    @Override
    public String clientName() {
        return client.clientName();
    }

    @Override
    public void close() {
        client.close();
    }
}
