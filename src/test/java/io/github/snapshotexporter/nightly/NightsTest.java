package io.github.snapshotexporter.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Three nights in a row, from the schedule's event to the report, with two hundred snapshots and some trouble. */
class NightsTest {
    private static final int ATTEMPTS = 3;

    private static ThreeNights.Seen first;
    private static ThreeNights.Seen second;
    private static ThreeNights.Seen third;
    private static Set<String> slots;
    private static List<String> reasonsOfDeadLetters;
    private static long throttled;

    @BeforeAll
    static void spendThreeNights() {
        try (ThreeNights nights = new ThreeNights()) {
            first = nights.first();
            second = nights.second();
            third = nights.third();
            slots = nights.world().slots();
            reasonsOfDeadLetters = nights.world().deadLetters().stream()
                    .map(letter -> letter.messageAttributes().get("reason"))
                    .sorted()
                    .toList();
            throttled = nights.world().log().stream()
                    .filter(line -> line.path("reason").asText().equals("Throttled"))
                    .count();
        }
    }

    @Test
    void the_first_night_exports_exactly_what_the_policy_names_and_each_once() {
        Map<String, Integer> expected = new TreeMap<>();
        Fleet.wantedInFirstNight().forEach(name -> expected.put(name, 1));
        ThreeNights.FAILING.forEach(name -> expected.put(name, ATTEMPTS));
        expected.keySet().removeAll(notAccepted());

        assertThat(first.accepted()).isEqualTo(expected).hasSizeGreaterThan(75);
    }

    private static List<String> notAccepted() {
        List<String> names = new ArrayList<>(ThreeNights.REFUSED);
        names.addAll(ThreeNights.VANISHING);
        names.addAll(List.of(ThreeNights.BROKEN, ThreeNights.EXPORTED_BY_HAND));
        return names;
    }

    @Test
    void the_first_report_is_right_to_the_entry() {
        Set<String> exported = first.accepted().keySet();
        exported = new TreeSet<>(exported);
        exported.removeAll(ThreeNights.FAILING);

        assertThat(first.report().path("status").asText()).isEqualTo("PARTIAL");
        assertThat(Night.lines(first.report()))
                .containsExactlyElementsOf(lines(List.of(
                        line(both(ThreeNights.FAILING, ThreeNights.REFUSED), "failed"),
                        line(ThreeNights.VANISHING, "rejected"),
                        line(exported, "exported"))));
        assertThat(Night.counts(first.report()))
                .isEqualTo(Map.of(
                        "selected",
                        exported.size() + 5 + 2,
                        "exported",
                        exported.size(),
                        "failed",
                        5,
                        "rejected",
                        2,
                        "exportedGb",
                        10 * exported.size()));
        assertThat(first.report().path("membersOmitted").asInt()).isZero();
    }

    @Test
    void the_report_tells_why_something_was_not_exported() {
        assertThat(reasons(first.report()))
                .containsEntry("ExportFailed", new TreeSet<>(ThreeNights.FAILING))
                .containsEntry("InvalidInput", new TreeSet<>(ThreeNights.REFUSED))
                .containsEntry("SnapshotNotFound", new TreeSet<>(ThreeNights.VANISHING))
                .hasSize(3);
    }

    @Test
    void every_report_tells_for_each_name_what_lightsail_says_it_became() {
        for (ThreeNights.Seen night : List.of(first, second, third)) {
            for (JsonNode member : night.report().path("members")) {
                String name = member.path("sourceSnapshotName").asText();
                assertThat(member.path("destination").path("id").asText(null))
                        .as(name)
                        .isEqualTo(
                                member.path("outcome").asText().equals("exported")
                                        ? night.destinations().get(name)
                                        : null);
            }
        }
    }

    @Test
    void the_second_night_exports_what_is_new_and_tries_again_what_has_failed() {
        Map<String, Integer> expected = new TreeMap<>();
        newOfDay(1).forEach(name -> expected.put(name, 1));
        ThreeNights.REFUSED.forEach(name -> expected.put(name, 1));
        ThreeNights.FAILING.forEach(name -> expected.put(name, ATTEMPTS));

        assertThat(second.accepted()).isEqualTo(expected);
        assertThat(second.report().path("status").asText()).isEqualTo("PARTIAL");
        assertThat(Night.lines(second.report()))
                .containsExactlyElementsOf(lines(List.of(
                        line(ThreeNights.FAILING, "failed"),
                        line(both(newOfDay(1), ThreeNights.REFUSED), "exported"))));
    }

    @Test
    void a_third_night_that_is_asked_for_twice_at_once_exports_once_and_reports_once() {
        Map<String, Integer> expected = new TreeMap<>();
        both(newOfDay(2), ThreeNights.FAILING).forEach(name -> expected.put(name, 1));

        assertThat(third.accepted()).isEqualTo(expected);
        assertThat(third.reports()).isEqualTo(1);
        assertThat(third.report().path("status").asText()).isEqualTo("OK");
        assertThat(Night.lines(third.report())).containsExactlyElementsOf(line(expected.keySet(), "exported"));
    }

    @Test
    void every_night_has_one_report_within_hours() {
        for (ThreeNights.Seen night : List.of(first, second, third)) {
            assertThat(night.reports()).isEqualTo(1);
            assertThat(Duration.ofSeconds(night.report().path("durationSeconds").asLong()))
                    .isLessThan(Duration.ofHours(4));
        }
    }

    @Test
    void nothing_is_left_behind_but_what_cannot_be_exported() {
        assertThat(throttled).isPositive();
        assertThat(slots).isEmpty();
        assertThat(reasonsOfDeadLetters)
                .containsExactly("InvalidInput", "InvalidInput", "SnapshotNotFound", "SnapshotNotFound");
    }

    private static Set<String> newOfDay(int night) {
        Set<String> names = new TreeSet<>();
        Fleet.wantedSources().forEach(source -> names.add(Fleet.nameOfDay(source, night)));
        return names;
    }

    private static Map<String, Set<String>> reasons(JsonNode report) {
        Map<String, Set<String>> names = new TreeMap<>();
        report.path("members").forEach(member -> {
            if (member.has("reason")) {
                names.computeIfAbsent(member.path("reason").asText(), any -> new TreeSet<>())
                        .add(member.path("sourceSnapshotName").asText());
            }
        });
        return names;
    }

    private static Set<String> both(Collection<String> one, Collection<String> other) {
        Set<String> all = new TreeSet<>(one);
        all.addAll(other);
        return all;
    }

    private static List<String> line(Collection<String> names, String outcome) {
        return names.stream().sorted().map(name -> name + " " + outcome).toList();
    }

    private static List<String> lines(List<List<String>> parts) {
        return parts.stream().flatMap(List::stream).toList();
    }
}
