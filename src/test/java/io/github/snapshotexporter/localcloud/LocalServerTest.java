package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LocalServerTest {
    private static String commands;

    @TempDir
    private Path folder;

    @BeforeAll
    static void readBanner() {
        Map<String, String> environment = new LinkedHashMap<>();
        try (LocalCloud cloud = LocalCloud.start()) {
            Map<String, Integer> ports = Map.of(
                    cloud.lightsail().endpoint().getAuthority(), LocalServer.PORTS.lightsail(),
                    cloud.elasticMq().endpoint().getAuthority(), LocalServer.PORTS.sqs(),
                    cloud.sns().endpoint().getAuthority(), LocalServer.PORTS.sns(),
                    cloud.dynamoDb().endpoint().getAuthority(), LocalServer.PORTS.dynamoDb(),
                    cloud.ec2().endpoint().getAuthority(), LocalServer.PORTS.ec2());
            cloud.environment().forEach((name, value) -> {
                String shown = value;
                for (Map.Entry<String, Integer> port : ports.entrySet()) {
                    shown = shown.replace(port.getKey(), HttpEndpoint.LOOPBACK + ":" + port.getValue());
                }
                environment.put(name, shown);
            });
        }
        commands = LocalServer.commands(environment);
    }

    @Test
    void no_line_of_the_banner_is_wider_than_a_terminal_of_80_columns() {
        assertThat(commands.lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void every_command_of_the_banner_names_a_local_endpoint_and_no_real_keys() throws Exception {
        List<String> calls = calls(true);

        assertThat(calls)
                .hasSizeGreaterThanOrEqualTo(13)
                .allMatch(call -> call.contains("--endpoint-url http://127.0.0.1:"))
                .allMatch(call -> call.startsWith("local local "))
                .anyMatch(
                        call -> call.contains("sqs send-message --queue-url http://127.0.0.1:9402/111122223333/exports"
                                + " --message-body my-site-1"))
                .anyMatch(call -> call.contains(
                        "--source-arn arn:aws:sqs:eu-central-1:111122223333:exports-dead-letter --destination-arn"
                                + " arn:aws:sqs:eu-central-1:111122223333:exports"));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void no_command_of_the_banner_reaches_aws_without_the_lines_that_are_to_be_pasted() throws Exception {
        assertThat(calls(false)).isEmpty();
    }

    @Test
    void every_event_that_the_banner_names_exists() {
        assertThat(commands.lines()
                        .filter(line -> line.contains("events/"))
                        .map(line -> line.replaceFirst(".*(events/[a-z_-]+\\.json).*", "$1")))
                .isNotEmpty()
                .allMatch(file -> Files.exists(Path.of(file)));
    }

    @Test
    void a_port_in_use_is_named_with_what_to_do_in_one_line() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral(HttpEndpoint.LOOPBACK))) {
            int port = other.getLocalPort();

            assertThat(LocalServer.taken(
                            new LocalCloud.Ports(FreePort.find(), port, FreePort.find(), 0, 0), Optional.empty()))
                    .hasValueSatisfying(line -> assertThat(line)
                            .startsWith("Port " + port + " is in use: ")
                            .hasSizeLessThanOrEqualTo(80));
        }
    }

    @Test
    void free_ports_are_no_news() {
        assertThat(LocalServer.taken(LocalCloud.Ports.free(), Optional.empty())).isEmpty();
    }

    /** What the AWS CLI would be called with, and the keys, if somebody says all that the banner says. */
    private List<String> calls(boolean pastes) throws Exception {
        Path log = Files.createFile(folder.resolve("calls"));
        Path aws = Files.writeString(
                folder.resolve("aws"),
                "#!/bin/sh\necho \"$AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY $*\" >>'" + log + "'\n");
        assertThat(aws.toFile().setExecutable(true)).isTrue();
        List<String> paragraphs = List.of(commands.split("\n\n"));
        StringBuilder script = new StringBuilder();
        paragraphs.stream()
                .filter(paragraph -> paragraph.startsWith("  "))
                .filter(paragraph -> pastes || !paragraph.contains("() {"))
                .filter(paragraph -> !paragraph.startsWith("  sam ") && !paragraph.startsWith("  --"))
                .forEach(paragraph -> script.append(paragraph).append('\n'));
        ProcessBuilder bash = new ProcessBuilder("bash", "-c", script.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        bash.environment().put("PATH", folder + ":/usr/bin:/bin");
        bash.environment().put("AWS_ACCESS_KEY_ID", "REAL");
        bash.environment().put("AWS_SECRET_ACCESS_KEY", "REAL");
        bash.start().waitFor();
        return Files.readAllLines(log, StandardCharsets.UTF_8);
    }
}
