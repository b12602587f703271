package io.github.snapshotexporter.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.settings.Documentation;
import io.github.snapshotexporter.world.EventFiles;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every mail of one export, beside what {@link MailsTest} shows of them. */
class EmailTest {
    private static final Map<Reason, String> NEXT_STEPS = Map.ofEntries(
            Map.entry(Reason.INVALID_REQUEST, "mend the request"),
            Map.entry(Reason.SNAPSHOT_NOT_FOUND, "check the name or the day, and the Region"),
            Map.entry(Reason.SNAPSHOT_FAILED, "take a new snapshot"),
            Map.entry(Reason.SNAPSHOT_REPLACED, "ask again if you want the snapshot that has this name now"),
            Map.entry(Reason.COPY_NAME_TAKEN, "the snapshot that has the name of the copy"),
            Map.entry(Reason.PENDING_DEADLINE, "check in Lightsail why the snapshot is not ready"),
            Map.entry(Reason.NO_SLOT, "MaxInFlight"),
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
    void a_long_export_took_hours() {
        assertThat(mail(document().put("durationSeconds", 90_061)).text()).contains("Took:         25 h 1 min\n");
    }

    @ParameterizedTest
    @MethodSource("toldReasons")
    void every_reason_has_a_next_step(Reason reason) {
        for (String type : new String[] {"ExportFailed", "RequestRejected"}) {
            assertThat(mail(error(of(type), reason.code(), "So it is.")).text())
                    .contains("The reason: So it is. (" + reason.code() + ")")
                    .containsPattern(
                            Pattern.compile("\nNext step: .*" + inWords(NEXT_STEPS.get(reason)), Pattern.DOTALL));
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

        assertThat(mail(document).subject()).hasSize(99).matches("[ -~]+").matches("(OK|FAILED): .*nnn\\.\\.\\.");
        assertThat(mail(document).text()).contains("n".repeat(255));
    }

    /** The words, wherever a line is broken between them. */
    private static String inWords(String text) {
        return Arrays.stream(text.split(" ", -1)).map(Pattern::quote).collect(Collectors.joining("\\s"));
    }

    private static Email mail(JsonNode document) {
        return Email.about(document, Documentation.OF_THE_PROJECT);
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
