package io.github.snapshotexporter.localcloud;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    private static final int LABEL_WIDTH = 14;
    private static final int PORT_OF_START_LAMBDA = 3001;

    private LocalServer() {}

    /** Serves, and returns false if it cannot, which is told then. */
    static boolean run() {
        Screen screen = Screen.onStandardOutput(LABEL_WIDTH);
        Optional<InetAddress> bridge = dockerBridge();
        Optional<String> taken = taken(PORTS, bridge);
        if (taken.isPresent()) {
            screen.copy(taken.get());
            return false;
        }
        try (LocalCloud cloud = LocalCloud.startOnFixedPorts(Clock.systemUTC(), PORTS)) {
            DemoSnapshots.register(cloud.lightsail(), Clock.systemUTC());
            bridge.ifPresent(LocalServer::openTo);
            introduce(screen, cloud, bridge);
            LocalExporter exporter = LocalExporter.start(cloud, new Narrator(screen, new Observed()));
            ProcessHandle.current()
                    .parent()
                    .map(ProcessHandle::onExit)
                    .orElseGet(CompletableFuture::new)
                    .join();
            exporter.close();
            return true;
        }
    }

    /** What to say where a port is in use. */
    static Optional<String> taken(LocalCloud.Ports ports, Optional<InetAddress> bridge) {
        List<InetAddress> addresses = Stream.concat(
                        Stream.of(InetAddress.ofLiteral(HttpEndpoint.LOOPBACK)), bridge.stream())
                .toList();
        return ports(ports).stream()
                .filter(port -> addresses.stream().anyMatch(address -> isTaken(address, port)))
                .findFirst()
                .map(port ->
                        "Port %1$d is in use: end the other -Dserve, or whatever lsof -i :%1$d shows.".formatted(port));
    }

    private static boolean isTaken(InetAddress address, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(address, port));
            return false;
        } catch (IOException taken) {
            return true;
        }
    }

    private static List<Integer> ports(LocalCloud.Ports ports) {
        return List.of(ports.lightsail(), ports.sqs(), ports.sns(), ports.dynamoDb(), ports.ec2());
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
        for (int port : ports(PORTS)) {
            Relay.start(
                    new InetSocketAddress(bridge, port),
                    new InetSocketAddress(InetAddress.ofLiteral(HttpEndpoint.LOOPBACK), port));
        }
    }

    private static void introduce(Screen screen, LocalCloud cloud, Optional<InetAddress> bridge) {
        screen.line("The local cloud is up, and the exporter polls its queue. Ctrl-C ends it.");
        screen.line("");
        screen.line("Lightsail holds:");
        screen.line("");
        screen.list(DemoSnapshots.describe());
        screen.line("");
        commands(cloud.environment()).lines().forEach(screen::copy);
        screen.line("");
        screen.line(forContainers(bridge));
        screen.line("");
        screen.columns();
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

    /** What to paste into another shell, and what can be said there then. */
    static String commands(Map<String, String> environment) {
        return """
                Paste these lines into another shell (bash or zsh), in this folder. Without
                them nothing below works; with them nothing reaches AWS, since each function
                names the endpoint and keys that are none. (Not every version of the AWS CLI
                heeds AWS_ENDPOINT_URL_SQS: a plain "aws sqs" may go to AWS.)

                %s
                  cloud() { AWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=%s AWS_PAGER= \\
                    NO_PROXY=127.0.0.1 no_proxy=127.0.0.1 aws --region %s \\
                    --endpoint-url "http://127.0.0.1:$1" "${@:2}"; }
                  lightsail() { cloud %d lightsail "$@"; }
                  ec2() { cloud %d ec2 "$@"; }
                  sqs() { cloud %d sqs "$@"; }
                  send() { sqs send-message --queue-url "$EXPORT_QUEUE_URL" \\
                    --message-body "$1"; }
                  given_up() { sqs receive-message --queue-url "$EXPORT_QUEUE_URL-dead-letter" \\
                    --message-attribute-names All --visibility-timeout 0; }
                  queue_arn=%s
                  move_back() { sqs start-message-move-task \\
                    --source-arn "$queue_arn-dead-letter" --destination-arn "$queue_arn"; }
                  invoke() { cloud %d lambda invoke --function-name ExportFunction \\
                    --payload "fileb://$1" target/answer.json; cat target/answer.json; }

                Ask for an export: of a snapshot, of an automatic one, once more by force, of
                all that a run chooses. What comes of it is told here.

                  send my-site-1
                  send file://events/direct_latest-automatic-snapshot.json
                  send '{"sourceSnapshotName": "my-site-1", "force": true}'
                  send '{"select": {"latestPerSource": true}}'

                See what is there, and what was exported:

                  lightsail get-instance-snapshot --instance-snapshot-name my-site-1
                  lightsail get-auto-snapshots --resource-name my-site
                  lightsail get-export-snapshot-records
                  ec2 describe-images --owners self
                  ec2 describe-snapshots --owner-ids self

                See what was given up, with the reason, and move it back to the export queue:

                  send no-such-snapshot
                  given_up
                  move_back

                Invoke the function in a container, after sam build (needs Docker). A dry run
                and a check are direct invocations, so they need this:

                  sam local invoke --event events/direct_dry-run.json
                  sam local invoke --event events/direct_check.json
                  sam local invoke --event events/direct_forced-request.json

                Where AWS's image cannot be pulled, sam local needs two options more:

                  --invoke-image IMAGE --skip-pull-image

                For an endpoint of Lambda, start this in a shell of its own, with the lines
                above pasted, too:

                  sam local start-lambda

                Then, in the other one:

                  invoke events/direct_request.json\
                """.formatted(
                exports(environment),
                LocalClients.ACCESS_KEY,
                LocalClients.SECRET_KEY,
                LightsailEmulator.REGION,
                PORTS.lightsail(),
                PORTS.ec2(),
                PORTS.sqs(),
                "arn:aws:sqs:%s:%s:%s"
                        .formatted(LightsailEmulator.REGION, LightsailEmulator.ACCOUNT, LocalCloud.EXPORT_QUEUE),
                PORT_OF_START_LAMBDA);
    }

    /** What the AWS CLI and SAM heed; what the function needs beside that is in local-env.json. */
    private static String exports(Map<String, String> environment) {
        Map<String, String> shown = new LinkedHashMap<>(environment);
        shown.keySet().removeIf(name -> !name.startsWith("AWS_") && !name.equals("EXPORT_QUEUE_URL"));
        // Version 1 of the AWS CLI knows only this one.
        shown.put("AWS_DEFAULT_REGION", environment.get("AWS_REGION"));
        return shown.entrySet().stream()
                .map(variable -> "  export " + variable.getKey() + "=" + variable.getValue())
                .collect(Collectors.joining("\n"));
    }
}
