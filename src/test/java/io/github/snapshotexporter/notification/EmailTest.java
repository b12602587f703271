package io.github.snapshotexporter.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.world.EventFiles;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a person reads. */
class EmailTest {
    private static final Map<Reason, String> NEXT_STEPS = Map.ofEntries(
            Map.entry(Reason.INVALID_REQUEST, "mend the request"),
            Map.entry(Reason.SNAPSHOT_NOT_FOUND, "check the name or the day, and the Region"),
            Map.entry(Reason.SNAPSHOT_FAILED, "take a new snapshot"),
            Map.entry(Reason.SNAPSHOT_REPLACED, "ask again if you want the snapshot that has this name now"),
            Map.entry(Reason.COPY_NAME_TAKEN, "the snapshot that has the name of the copy"),
            Map.entry(Reason.PENDING_DEADLINE, "check in Lightsail why the snapshot is not ready"),
            Map.entry(Reason.NO_SLOT, "MAX_IN_FLIGHT"),
            Map.entry(Reason.EXPORT_IN_PROGRESS, "wait for the end of the export that is under way"),
            Map.entry(Reason.RECEIVE_LIMIT, "move the message back from the dead-letter queue or ask again"),
            Map.entry(Reason.INVALID_INPUT, "it will refuse this snapshot every time"),
            Map.entry(Reason.ACCESS_DENIED, "check the function's role and its tag condition"),
            Map.entry(Reason.UNAUTHENTICATED, "check the credentials the function runs with"),
            Map.entry(Reason.OPERATION_FAILED, "not every snapshot can be exported"),
            Map.entry(Reason.RETRY_DEADLINE, "move the message back from the dead-letter queue or ask again"),
            Map.entry(Reason.INTERNAL_ERROR, "read the log of the function"),
            Map.entry(Reason.EXPORT_FAILED, "You may ask again"),
            Map.entry(Reason.IMAGE_FAILED, "exported once more"));

    @Test
    void success_reads_from_what_happened_to_what_to_do() {
        Email email = Email.about(document());

        assertThat(email.subject()).isEqualTo("Exported to EC2: my-site-1");
        assertThat(email.text()).isEqualTo("""
                The Lightsail snapshot my-site-1 was exported to EC2.

                Result:       ami-0123456789abcdef0
                Snapshot of:  my-site
                Kind:         InstanceSnapshot
                Size:         40 GB
                Requested by: direct
                Attempts:     1
                Took:         30 min 30 s
                Region:       eu-central-1
                Account:      111122223333
                Time:         2026-11-22T02:31:07.000Z

                Next step: none. You find ami-0123456789abcdef0 in EC2, in eu-central-1. EC2 bills its storage from now on.
                https://eu-central-1.console.aws.amazon.com/ec2/home?region=eu-central-1#ImageDetails:imageId=ami-0123456789abcdef0

                Before you use it:
                - EC2 has not said that it can be used: look at its state first.
                - It still has the keys, or the Windows password, of the Lightsail instance: see docs/security.md.
                """);
    }

    @Test
    void success_without_a_result_says_where_to_look() {
        ObjectNode document = error(document().without("destination"), "ResultNotListed", "Nothing was listed.");

        assertThat(Email.about(document).text())
                .contains("was exported to EC2.", "Message:      Nothing was listed.")
                .contains("Next step: look in EC2 under AMIs and Snapshots");
    }

    @Test
    void a_start_says_that_the_end_will_be_told() {
        assertThat(Email.about(of("ExportStarted")).text())
                .startsWith("The export of the Lightsail snapshot my-site-1 to EC2 has started.\n")
                .contains("Next step: none. You will be told how it ends.");
    }

    @Test
    void an_adopted_start_says_that_it_was_found() {
        assertThat(Email.about(of("ExportStarted").put("adopted", true)).text())
                .startsWith("An export of the Lightsail snapshot my-site-1 to EC2 was found");
    }

    @Test
    void a_failure_shows_lightsails_own_words() {
        ObjectNode document = error(of("ExportFailed"), "ExportFailed", "The image could not be made.");
        document.withObject("error").put("code", "CopyFailed");

        Email email = Email.about(document);

        assertThat(email.subject()).isEqualTo("EXPORT FAILED: my-site-1");
        assertThat(email.text())
                .startsWith("The Lightsail snapshot my-site-1 could not be exported to EC2.\n")
                .contains("Reason:       ExportFailed\nCode:         CopyFailed\n")
                .contains("Message:      The image could not be made.\n");
    }

    @Test
    void an_abandoned_export_may_still_end_well() {
        ObjectNode document = error(of("ExportAbandoned"), "ExportDeadline", "It had not ended.");

        assertThat(Email.about(document).subject()).isEqualTo("EXPORT ABANDONED: my-site-1");
        assertThat(Email.about(document).text())
                .contains("has not ended in time and is no longer followed")
                .contains("Next step: look in the Lightsail console under Exports. It may still end well");
    }

    @Test
    void what_was_exported_before_tells_how_to_do_it_once_more() {
        assertThat(Email.about(of("AlreadyExported")).text())
                .contains("was exported before, so nothing was started")
                .contains("You find ami-0123456789abcdef0 in EC2")
                .contains("ask with \"force\": true");
    }

    @Test
    void a_request_that_was_not_understood_has_no_name() {
        ObjectNode document = error(of("RequestRejected"), "InvalidRequest", "Expected JSON, but nothing came");

        Email email = Email.about(document.without("sourceSnapshotName"));

        assertThat(email.subject()).isEqualTo("REQUEST REJECTED");
        assertThat(email.text()).startsWith("A request was rejected that names no snapshot.");
    }

    @Test
    void a_long_export_took_hours() {
        assertThat(Email.about(document().put("durationSeconds", 90_061)).text())
                .contains("Took:         25 h 1 min\n");
    }

    @ParameterizedTest
    @MethodSource("toldReasons")
    void every_reason_has_a_next_step(Reason reason) {
        for (String type : new String[] {"ExportFailed", "RequestRejected"}) {
            assertThat(Email.about(error(of(type), reason.code(), "So it is.")).text())
                    .contains("Reason:       " + reason.code())
                    .containsPattern("\nNext step: .*" + java.util.regex.Pattern.quote(NEXT_STEPS.get(reason)));
        }
    }

    static Stream<Reason> toldReasons() {
        return Arrays.stream(Reason.values()).filter(reason -> switch (reason.told()) {
            case REQUEST_REJECTED, EXPORT_FAILED_IF_CLAIMED, EXPORT_FAILED -> true;
            case EXPORT_ABANDONED, NOTHING, AS_PROGRESS, AS_WAIT -> false;
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = MilestoneType.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"RUN_COMPLETED", "RETENTION_COMPLETED"})
    void a_subject_is_short_ascii_even_for_the_longest_name(MilestoneType type) {
        ObjectNode document = error(of(type.wireName()), "InvalidInput", "No.");
        document.put("sourceSnapshotName", "n".repeat(255));

        assertThat(Email.about(document).subject())
                .hasSize(99)
                .matches("[ -~]+")
                .endsWith("nnn...");
        assertThat(Email.about(document).text()).contains("n".repeat(255));
    }

    private static ObjectNode document() {
        return (ObjectNode) EventFiles.document("sqs_published-document");
    }

    private static ObjectNode of(String type) {
        return document().put("type", type);
    }

    private static ObjectNode error(ObjectNode document, String reason, String message) {
        document.set(
                "error",
                JsonNodeFactory.instance.objectNode().put("reason", reason).put("message", message));
        return document;
    }
}
