package io.github.snapshotexporter.localcloud;

import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The local cloud and the exporter on fixed ports, until Ctrl-C or until the process that started this one is gone.
 * Where Docker has a network on this machine, the ports are open there too, for the function in a container.
 */
final class LocalServer {
    /** The ports that {@code local-env.json} names, too. */
    static final LocalCloud.Ports PORTS = new LocalCloud.Ports(9401, 9402, 9403, 9404, 9405);

    /** What a container calls the machine that it runs on. */
    static final String HOST_OF_CONTAINERS = "host.docker.internal";

    /** Docker's own network on Linux, where a container finds its machine. Docker Desktop has none and needs none. */
    private static final String DOCKER_BRIDGE = "docker0";

    private static final int LABEL_WIDTH = 18;

    private LocalServer() {}

    static int run() {
        Screen screen = Screen.onStandardOutput(LABEL_WIDTH);
        try (LocalCloud cloud = LocalCloud.startOnFixedPorts(Clock.systemUTC(), PORTS)) {
            DemoSnapshots.register(cloud.lightsail());
            Optional<InetAddress> bridge = dockerBridge();
            bridge.ifPresent(LocalServer::openTo);
            introduce(screen, cloud, bridge);
            LocalExporter exporter = LocalExporter.start(cloud, new Narrator(screen, new Observed()));
            ProcessHandle.current()
                    .parent()
                    .map(ProcessHandle::onExit)
                    .orElseGet(CompletableFuture::new)
                    .join();
            exporter.close();
            return 0;
        } catch (UncheckedIOException | IllegalStateException notStarted) {
            screen.line("The local cloud cannot start on the ports 9401 to 9405: " + notStarted.getMessage()
                    + ". Does another one run?");
            return 1;
        }
    }

    private static Optional<InetAddress> dockerBridge() {
        try {
            return Optional.ofNullable(NetworkInterface.getByName(DOCKER_BRIDGE)).stream()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(Inet4Address.class::isInstance)
                    .findFirst();
        } catch (SocketException unknown) {
            return Optional.empty();
        }
    }

    /** A container has a loopback address of its own, so the machine's is out of its reach. */
    private static void openTo(InetAddress bridge) {
        for (int port : List.of(PORTS.lightsail(), PORTS.sqs(), PORTS.sns(), PORTS.dynamoDb(), PORTS.ec2())) {
            Relay.start(
                    new InetSocketAddress(bridge, port),
                    new InetSocketAddress(InetAddress.ofLiteral(HttpEndpoint.LOOPBACK), port));
        }
    }

    private static String forContainers(Optional<InetAddress> bridge) {
        if (bridge.isEmpty() && System.getProperty("os.name").equals("Linux")) {
            return "There is no network %s here: with Docker Engine, start that first, then this again."
                    .formatted(DOCKER_BRIDGE);
        }
        return "The container finds all this at %s%s."
                .formatted(
                        HOST_OF_CONTAINERS,
                        bridge.map(address -> " (" + address.getHostAddress() + ", Docker's own network)")
                                .orElse(""));
    }

    private static void introduce(Screen screen, LocalCloud cloud, Optional<InetAddress> bridge) {
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

                Or a request: for an automatic snapshot, or for a whole run.

                  aws sqs send-message --endpoint-url %2$s --queue-url %3$s --message-body file://events/direct_latest-automatic-snapshot.json
                  aws sqs send-message --endpoint-url %2$s --queue-url %3$s --message-body '{"select": {"latestPerSource": true}}'

                Give --endpoint-url each time: not every version of the AWS CLI heeds AWS_ENDPOINT_URL_SQS, and without it
                the call goes to AWS.

                To ask Lightsail:

                  aws lightsail get-instance-snapshot --endpoint-url %1$s --instance-snapshot-name my-site-1
                  aws lightsail get-disk-snapshot --endpoint-url %1$s --disk-snapshot-name my-site-data-1
                  aws lightsail export-snapshot --endpoint-url %1$s --source-snapshot-name my-site-1
                  aws lightsail get-export-snapshot-records --endpoint-url %1$s
                  aws lightsail get-operation --endpoint-url %1$s --operation-id ID

                To see what was given up, with the reason:

                  aws sqs receive-message --endpoint-url %2$s --queue-url %4$s --message-attribute-names All

                To invoke the function in a container, after sam build:

                  echo '{"sourceSnapshotName": "my-site-data-1"}' | sam local invoke --event -

                %5$s

                   when  about               what happened
                """.formatted(
                environment.get("AWS_ENDPOINT_URL_LIGHTSAIL"),
                environment.get("AWS_ENDPOINT_URL_SQS"),
                cloud.exportQueueUrl(),
                cloud.deadLetterQueueUrl(),
                forContainers(bridge)).stripTrailing());
    }
}
