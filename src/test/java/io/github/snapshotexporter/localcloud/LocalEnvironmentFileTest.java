package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What sam local gives the function, and what mvn -Plocal -Dserve has for it. */
class LocalEnvironmentFileTest {

    @Test
    void the_environment_file_leads_a_container_to_the_local_cloud_on_its_fixed_ports() throws IOException {
        try (LocalCloud cloud = LocalCloud.start()) {
            Map<String, String> expected = new HashMap<>();
            LocalExporter.environment(cloud).forEach((name, value) -> expected.put(name, fromContainer(value, cloud)));
            expected.keySet().retainAll(variablesOfTheTemplate());

            assertThat(variablesOfTheFile()).containsExactlyInAnyOrderEntriesOf(expected);
        }
    }

    /** SAM gives the function no variable that the template does not name, and does not say so. */
    @Test
    void the_template_names_every_variable_of_the_environment_file() throws IOException {
        assertThat(variablesOfTheTemplate())
                .containsAll(variablesOfTheFile().keySet())
                .contains(
                        "AWS_ENDPOINT_URL_LIGHTSAIL",
                        "AWS_ENDPOINT_URL_SQS",
                        "AWS_ENDPOINT_URL_SNS",
                        "AWS_ENDPOINT_URL_DYNAMODB",
                        "AWS_ENDPOINT_URL_EC2");
    }

    /** The ARN of an automatic snapshot has the function's Region, and without one SAM says us-east-1. */
    @Test
    void the_container_is_in_the_region_of_the_local_cloud_whatever_the_machine_is_set_to() throws IOException {
        String settings = Files.readString(Path.of("samconfig.toml"));

        for (String command : List.of("local_invoke", "local_start_lambda")) {
            assertThat(settings)
                    .containsPattern("\\[default\\." + command + "\\.parameters]\n(?:[a-z_]+ = .*\n)*region = \""
                            + LightsailEmulator.REGION + "\"\n");
        }
    }

    private static String fromContainer(String value, LocalCloud cloud) {
        Map<URI, Integer> ports = Map.of(
                cloud.lightsail().endpoint(), LocalServer.PORTS.lightsail(),
                cloud.elasticMq().endpoint(), LocalServer.PORTS.sqs(),
                cloud.sns().endpoint(), LocalServer.PORTS.sns(),
                cloud.dynamoDb().endpoint(), LocalServer.PORTS.dynamoDb(),
                cloud.ec2().endpoint(), LocalServer.PORTS.ec2());
        return ports.entrySet().stream()
                .filter(port -> value.startsWith(port.getKey().toString()))
                .map(port -> value.replace(
                        port.getKey().getAuthority(), LocalServer.HOST_OF_CONTAINERS + ":" + port.getValue()))
                .findFirst()
                .orElse(value);
    }

    private static Map<String, String> variablesOfTheFile() throws IOException {
        Map<String, String> variables = new HashMap<>();
        Json.parse(Files.readString(Path.of("local-env.json")))
                .path("Parameters")
                .forEachEntry((name, value) -> variables.put(name, value.textValue()));
        return variables;
    }

    private static Set<String> variablesOfTheTemplate() throws IOException {
        Set<String> names = new HashSet<>();
        Json.parse(Files.readString(Path.of("src", "test", "resources", "transformed-template.json")))
                .at("/Resources/ExportFunction/Properties/Environment/Variables")
                .fieldNames()
                .forEachRemaining(names::add);
        return names;
    }
}
