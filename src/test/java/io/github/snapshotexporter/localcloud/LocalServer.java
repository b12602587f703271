package io.github.snapshotexporter.localcloud;

import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The local cloud and the exporter on fixed ports, until Ctrl-C or until the process that started this one is gone. */
final class LocalServer {
    private static final LocalCloud.Ports PORTS = new LocalCloud.Ports(9401, 9402, 9403, 9404);
    private static final int LABEL_WIDTH = 18;

    private LocalServer() {}

    static int run() {
        Screen screen = Screen.onStandardOutput(LABEL_WIDTH);
        try (LocalCloud cloud = LocalCloud.startOnFixedPorts(Clock.systemUTC(), PORTS)) {
            DemoSnapshots.register(cloud.lightsail());
            introduce(screen, cloud);
            LocalExporter exporter = LocalExporter.start(cloud, new Narrator(screen, new Observed()));
            ProcessHandle.current()
                    .parent()
                    .map(ProcessHandle::onExit)
                    .orElseGet(CompletableFuture::new)
                    .join();
            exporter.close();
            return 0;
        } catch (UncheckedIOException | IllegalStateException notStarted) {
            screen.line("The local cloud cannot start on the ports 9401 to 9404: " + notStarted.getMessage()
                    + ". Does another one run?");
            return 1;
        }
    }

    private static void introduce(Screen screen, LocalCloud cloud) {
        Map<String, String> environment = new LinkedHashMap<>(cloud.environment());
        // Version 1 of the AWS CLI knows only this one.
        environment.put("AWS_DEFAULT_REGION", environment.get("AWS_REGION"));
        screen.line("The local cloud is up, and the exporter polls its queue. Ctrl-C ends it.\n\nLightsail holds:");
        screen.line(DemoSnapshots.describe());
        screen.line("\nEnvironment, for another shell:\n");
        environment.forEach((name, value) -> screen.line("  export " + name + "=" + value));
        screen.line("""

                To export a snapshot, put its name on the queue:

                  aws sqs send-message --endpoint-url %2$s --queue-url %3$s --message-body my-site-1

                To ask Lightsail:

                  aws lightsail get-instance-snapshot --endpoint-url %1$s --instance-snapshot-name my-site-1
                  aws lightsail get-disk-snapshot --endpoint-url %1$s --disk-snapshot-name my-site-data-1
                  aws lightsail export-snapshot --endpoint-url %1$s --source-snapshot-name my-site-1
                  aws lightsail get-export-snapshot-records --endpoint-url %1$s
                  aws lightsail get-operation --endpoint-url %1$s --operation-id ID

                To see what was given up, with the reason:

                  aws sqs receive-message --endpoint-url %2$s --queue-url %4$s --message-attribute-names All

                   when  about               what happened
                """.formatted(
                environment.get("AWS_ENDPOINT_URL_LIGHTSAIL"),
                environment.get("AWS_ENDPOINT_URL_SQS"),
                cloud.exportQueueUrl(),
                cloud.deadLetterQueueUrl()).stripTrailing());
    }
}
