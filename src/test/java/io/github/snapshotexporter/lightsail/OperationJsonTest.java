package io.github.snapshotexporter.lightsail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkField;

class OperationJsonTest {
    private static final software.amazon.awssdk.services.lightsail.model.Operation WHOLE =
            software.amazon.awssdk.services.lightsail.model.Operation.builder()
                    .id("op-1")
                    .resourceName("my-site-1")
                    .resourceType("Teapot")
                    .createdAt(Instant.parse("2026-11-22T02:00:00.123456Z"))
                    .location(location -> location.availabilityZone("all").regionName("moon-east-1"))
                    .isTerminal(true)
                    .operationDetails("details")
                    .operationType("ExportSnapshot")
                    .status("Purring")
                    .statusChangedAt(Instant.parse("2026-11-22T02:30:00Z"))
                    .errorCode("Code")
                    .errorDetails("Details")
                    .build();

    @Test
    void every_member_is_written_under_its_name_in_the_api_with_values_that_the_sdk_does_not_know() {
        assertThat(OperationJson.write(List.of(Operation.of(WHOLE))))
                .hasToString("[{\"id\":\"op-1\",\"resourceName\":\"my-site-1\",\"resourceType\":\"Teapot\","
                        + "\"createdAt\":\"2026-11-22T02:00:00.123Z\","
                        + "\"location\":{\"availabilityZone\":\"all\",\"regionName\":\"moon-east-1\"},"
                        + "\"isTerminal\":true,\"operationDetails\":\"details\",\"operationType\":\"ExportSnapshot\","
                        + "\"status\":\"Purring\",\"statusChangedAt\":\"2026-11-22T02:30:00.000Z\","
                        + "\"errorCode\":\"Code\",\"errorDetails\":\"Details\"}]");
    }

    @Test
    void no_member_of_the_api_is_forgotten() {
        Set<String> known = WHOLE.sdkFields().stream().map(SdkField::memberName).collect(Collectors.toSet());

        var written = OperationJson.write(List.of(Operation.of(WHOLE))).get(0);

        assertThat(written.properties().stream().map(java.util.Map.Entry::getKey))
                .containsExactlyInAnyOrderElementsOf(known);
    }

    @Test
    void what_was_not_sent_is_left_out() {
        var nothing = software.amazon.awssdk.services.lightsail.model.Operation.builder()
                .build();

        assertThat(OperationJson.write(List.of(Operation.of(nothing)))).hasToString("[{}]");
    }

    @Test
    void what_was_written_is_read_again_as_it_was() {
        String written = OperationJson.write(List.of(Operation.of(WHOLE))).toString();

        assertThat(OperationJson.write(OperationJson.read(written))).hasToString(written);
    }

    @Test
    void no_operations_are_an_empty_list() {
        assertThat(OperationJson.write(List.of())).hasToString("[]");
        assertThat(OperationJson.read("[]")).isEmpty();
    }
}
