package io.github.snapshotexporter.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.export.ExportVerdict.Operations;
import io.github.snapshotexporter.export.ExportVerdict.Overdue;
import io.github.snapshotexporter.job.Reason;
import io.github.snapshotexporter.lightsail.ExportRecord;
import io.github.snapshotexporter.lightsail.LightsailTrouble;
import io.github.snapshotexporter.selection.Verdict;
import io.github.snapshotexporter.world.MarkdownTable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of {@code docs/errors.md} are those of the code. */
class DocumentedTablesTest {
    private static final String DOCUMENT = "errors.md";

    @Test
    void the_error_table_is_the_one_in_the_code() {
        assertThat(MarkdownTable.rows(DOCUMENT, "troubles"))
                .extracting(
                        row -> row.get("trouble"),
                        row -> row.get("may it have started?"),
                        row -> row.get("reaction"),
                        row -> row.get("reason while waiting"),
                        row -> row.get("reason when given up"))
                .containsExactlyElementsOf(Arrays.stream(LightsailTrouble.values())
                        .map(trouble -> org.assertj.core.groups.Tuple.tuple(
                                words(trouble),
                                trouble.mayHaveStarted() ? "maybe" : "no",
                                switch (trouble.reaction()) {
                                    case COME_BACK -> "come back";
                                    case COME_BACK_AND_LOOK -> "come back, look, then call again";
                                    case AS_WHEN_DESCRIBED -> "as when described";
                                    case COME_BACK_BRIEFLY -> "come back for a moment, then park";
                                    case PARK -> "park";
                                },
                                trouble.waiting().code(),
                                trouble.givingUp().code()))
                        .toList());
    }

    @Test
    void every_combination_of_record_operation_and_deadlines_has_one_row_that_tells_its_end() {
        for (Optional<ExportRecord.State> record : records()) {
            for (Operations operations : Operations.values()) {
                for (boolean export : List.of(false, true)) {
                    for (boolean result : List.of(false, true)) {
                        assertThat(rowsFor(record, operations, export, result))
                                .as("%s, %s, %s, %s", record, operations, export, result)
                                .singleElement()
                                .extracting(row -> row.get("end"))
                                .isEqualTo(words(ExportVerdict.of(record, operations, new Overdue(export, result))));
                    }
                }
            }
        }
    }

    @Test
    void every_row_about_ends_is_about_something() {
        assertThat(MarkdownTable.rows(DOCUMENT, "ends")).allSatisfy(row -> {
            assertThat(row.get("record"))
                    .isIn(records().stream().map(DocumentedTablesTest::words).toList());
            assertThat(row.get("operation")).isIn(withAny(Operations.values()));
            assertThat(row.get("end")).isIn((Object[]) words(ExportVerdict.values()));
            assertThat(List.of(row.get("export deadline passed"), row.get("result deadline passed")))
                    .isSubsetOf("any", "yes", "no");
        });
    }

    @Test
    void the_reasons_of_answers_are_those_in_the_code() {
        assertThat(MarkdownTable.rows(DOCUMENT, "reasons"))
                .allSatisfy(row -> assertThat(row.get("what to do")).hasSizeGreaterThan(10))
                .extracting(row -> row.get("reason"), row -> row.get("published as"), row -> row.get("parked"))
                .containsExactlyElementsOf(Arrays.stream(Reason.values())
                        .filter(reason -> publishedAs(reason).isPresent())
                        .map(reason -> org.assertj.core.groups.Tuple.tuple(
                                reason.code(), publishedAs(reason).orElseThrow(), reason.isParked() ? "yes" : "no"))
                        .toList());
    }

    @Test
    void the_reasons_on_the_way_are_those_in_the_code() {
        assertThat(MarkdownTable.rows(DOCUMENT, "steps"))
                .allSatisfy(row -> assertThat(row.get("meaning")).hasSizeGreaterThan(10))
                .extracting(row -> row.get("reason"), row -> row.get("kind"))
                .containsExactlyElementsOf(Arrays.stream(Reason.values())
                        .filter(reason -> publishedAs(reason).isEmpty())
                        .map(reason -> org.assertj.core.groups.Tuple.tuple(
                                reason.code(), reason.told() == Reason.Told.AS_WAIT ? "wait" : "progress"))
                        .toList());
    }

    @Test
    void the_verdicts_on_snapshots_are_those_in_the_code() {
        assertThat(MarkdownTable.rows(DOCUMENT, "verdicts"))
                .allSatisfy(row -> assertThat(row.get("meaning")).hasSizeGreaterThan(10))
                .extracting(row -> row.get("verdict"), row -> row.get("decision"))
                .containsExactlyElementsOf(Arrays.stream(Verdict.values())
                        .map(verdict -> org.assertj.core.groups.Tuple.tuple(
                                verdict.code(), verdict == Verdict.SELECTED ? "Selected" : "Skipped"))
                        .toList());
    }

    private static Optional<String> publishedAs(Reason reason) {
        return switch (reason.told()) {
            case REQUEST_REJECTED -> Optional.of("RequestRejected");
            case EXPORT_FAILED_IF_CLAIMED -> Optional.of("ExportFailed, or RequestRejected before the claim");
            case EXPORT_FAILED -> Optional.of("ExportFailed");
            case EXPORT_ABANDONED -> Optional.of("ExportAbandoned");
            case NOTHING -> Optional.of("nothing");
            case AS_PROGRESS, AS_WAIT -> Optional.empty();
        };
    }

    private static List<Map<String, String>> rowsFor(
            Optional<ExportRecord.State> record, Operations operations, boolean export, boolean result) {
        return MarkdownTable.rows(DOCUMENT, "ends").stream()
                .filter(row -> row.get("record").equals(words(record)))
                .filter(row -> fits(row.get("operation"), words(operations)))
                .filter(row -> fits(row.get("export deadline passed"), export ? "yes" : "no"))
                .filter(row -> fits(row.get("result deadline passed"), result ? "yes" : "no"))
                .toList();
    }

    private static boolean fits(String cell, String value) {
        return cell.equals("any") || cell.equals(value);
    }

    private static List<Optional<ExportRecord.State>> records() {
        return Stream.concat(
                        Stream.of(Optional.<ExportRecord.State>empty()),
                        Arrays.stream(ExportRecord.State.values()).map(Optional::of))
                .toList();
    }

    private static String words(Optional<ExportRecord.State> record) {
        return record.map(DocumentedTablesTest::words).orElse("none");
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String[] words(Enum<?>... constants) {
        return Arrays.stream(constants).map(DocumentedTablesTest::words).toArray(String[]::new);
    }

    private static List<String> withAny(Enum<?>... constants) {
        return Stream.concat(Stream.of("any"), Arrays.stream(words(constants))).toList();
    }
}
