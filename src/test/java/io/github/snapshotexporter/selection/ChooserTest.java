package io.github.snapshotexporter.selection;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.job.AutoSnapshot;
import io.github.snapshotexporter.job.NamePattern;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.job.Selection;
import io.github.snapshotexporter.job.SnapshotName;
import io.github.snapshotexporter.lightsail.RestorableAutoSnapshot;
import io.github.snapshotexporter.lightsail.Snapshot;
import io.github.snapshotexporter.lightsail.Source;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ChooserTest {
    private static final Instant NIGHT = Instant.parse("2026-11-22T03:30:00Z");
    private static final Set<ResourceType> ANY_TYPE = Set.of(ResourceType.values());

    @Test
    void without_a_wish_everything_is_selected() {
        assertThat(judge(Selection.EVERYTHING, instance("my-site-1", "my-site", 40)))
                .isEqualTo(Verdict.SELECTED);
    }

    @Test
    void another_type_is_left_out() {
        Selection disks = selection(Set.of(ResourceType.DISK_SNAPSHOT), Set.of(), Map.of(), null);

        assertThat(judge(disks, instance("my-site-1", "my-site", 1))).isEqualTo(Verdict.OTHER_TYPE);
    }

    @Test
    void another_source_is_left_out() {
        Selection shop = selection(ANY_TYPE, Set.of("my-shop"), Map.of(), null);

        assertThat(judge(shop, instance("my-site-1", "my-site", 1))).isEqualTo(Verdict.OTHER_SOURCE);
    }

    @Test
    void a_snapshot_that_does_not_tell_its_source_is_of_another_source() {
        Selection shop = selection(ANY_TYPE, Set.of("my-shop"), Map.of(), null);

        assertThat(judge(shop, instance("my-site-1", null, 1))).isEqualTo(Verdict.OTHER_SOURCE);
    }

    @Test
    void another_name_is_left_out() {
        Selection nightly = new Selection(
                ANY_TYPE,
                Set.of(),
                Optional.of(new NamePattern("nightly-*")),
                Map.of(),
                Optional.empty(),
                false,
                false,
                Optional.empty());

        assertThat(judge(nightly, instance("my-site-1", "my-site", 1))).isEqualTo(Verdict.OTHER_NAME);
        assertThat(judge(nightly, instance("nightly-1", "my-site", 1))).isEqualTo(Verdict.SELECTED);
    }

    @Test
    void every_tag_must_be_there_with_its_value() {
        Selection tagged = selection(ANY_TYPE, Set.of(), Map.of("backup", "true", "stage", ""), null);
        Snapshot.Described snapshot = instance("my-site-1", "my-site", 1);

        assertThat(judge(tagged, withTags(snapshot, Map.of("backup", "true")))).isEqualTo(Verdict.OTHER_TAGS);
        assertThat(judge(tagged, withTags(snapshot, Map.of("backup", "no", "stage", ""))))
                .isEqualTo(Verdict.OTHER_TAGS);
        assertThat(judge(tagged, withTags(snapshot, Map.of("backup", "true", "stage", "", "x", "y"))))
                .isEqualTo(Verdict.SELECTED);
    }

    @Test
    void a_failed_snapshot_is_left_out() {
        Snapshot.Described listed = instance("my-site-1", "my-site", 1);

        assertThat(judge(
                        Selection.EVERYTHING,
                        new Snapshot.Described(
                                listed.snapshot(), Snapshot.State.FAILED, "error", listed.blueprintId(), false)))
                .isEqualTo(Verdict.SNAPSHOT_FAILED);
    }

    @Test
    void only_a_blueprint_that_lightsail_does_not_export_is_left_out() {
        assertThat(judge(Selection.EVERYTHING, ofBlueprint("cpanel_whm_linux"))).isEqualTo(Verdict.NOT_EXPORTABLE);
        assertThat(judge(Selection.EVERYTHING, ofBlueprint("ubuntu_24_04"))).isEqualTo(Verdict.SELECTED);
    }

    @Test
    void the_greatest_age_counts_from_when_the_run_was_meant_to_begin() {
        Selection young = selection(ANY_TYPE, Set.of(), Map.of(), Duration.ofHours(24));

        assertThat(judge(young, instance("old-1", "my-site", 25))).isEqualTo(Verdict.TOO_OLD);
        assertThat(judge(young, instance("new-1", "my-site", 24))).isEqualTo(Verdict.SELECTED);
        assertThat(judge(young, instance("later-1", "my-site", -2))).isEqualTo(Verdict.SELECTED);
    }

    @Test
    void of_each_source_only_the_newest_is_left_and_a_pending_one_counts() {
        Map<String, Verdict> verdicts = ranked(
                latest(10),
                List.of(
                        instance("old-1", "my-site", 9),
                        pending(instance("new-1", "my-site", 1)),
                        instance("shop-1", "my-shop", 30)),
                Set.of());

        assertThat(verdicts)
                .containsOnly(
                        Map.entry("old-1", Verdict.NOT_LATEST),
                        Map.entry("new-1", Verdict.SELECTED),
                        Map.entry("shop-1", Verdict.SELECTED));
    }

    @Test
    void an_instance_and_a_disk_of_one_name_are_two_sources() {
        Map<String, Verdict> verdicts =
                ranked(latest(10), List.of(instance("site-1", "my-site", 1), disk("data-1", "my-site", 2)), Set.of());

        assertThat(verdicts.values()).containsOnly(Verdict.SELECTED);
    }

    @Test
    void over_the_limit_the_newest_come_first() {
        Map<String, Verdict> verdicts = ranked(
                latest(1), List.of(instance("site-1", "my-site", 5), instance("shop-1", "my-shop", 4)), Set.of());

        assertThat(verdicts)
                .containsOnly(Map.entry("site-1", Verdict.OVER_LIMIT), Map.entry("shop-1", Verdict.SELECTED));
    }

    @Test
    void what_is_exported_keeps_its_place_so_that_no_night_walks_back_into_history() {
        List<Snapshot.Described> history = IntStream.range(0, 20)
                .mapToObj(day -> instance("site-" + day, "my-site", 24 * day))
                .toList();
        Set<String> exported = new HashSet<>();

        for (int night = 0; night < 5; night++) {
            Chooser.leaveOut(new Chooser(latest(10), NIGHT).rank(candidates(history)), exported).stream()
                    .filter(choice -> choice.verdict() == Verdict.SELECTED)
                    .forEach(choice ->
                            exported.add(choice.candidate().orElseThrow().key()));
        }

        assertThat(exported).containsExactly(arn("site-0"));
    }

    @Test
    void what_is_left_out_for_another_reason_keeps_its_verdict_though_it_is_exported() {
        Map<String, Verdict> verdicts = ranked(
                latest(1),
                List.of(
                        instance("new-1", "my-site", 1),
                        instance("old-1", "my-site", 9),
                        instance("shop-1", "my-shop", 30)),
                Set.of(arn("new-1"), arn("old-1"), arn("shop-1")));

        assertThat(verdicts)
                .containsOnly(
                        Map.entry("new-1", Verdict.ALREADY_EXPORTED),
                        Map.entry("old-1", Verdict.NOT_LATEST),
                        Map.entry("shop-1", Verdict.OVER_LIMIT));
    }

    @Test
    void of_two_of_one_moment_the_first_by_its_key_is_the_newest() {
        Map<String, Verdict> verdicts = ranked(
                latest(10), List.of(instance("site-b", "my-site", 1), instance("site-a", "my-site", 1)), Set.of());

        assertThat(verdicts)
                .containsOnly(Map.entry("site-a", Verdict.SELECTED), Map.entry("site-b", Verdict.NOT_LATEST));
    }

    @Test
    void a_snapshot_that_does_not_tell_its_source_is_a_source_of_its_own() {
        Map<String, Verdict> verdicts =
                ranked(latest(10), List.of(instance("one-1", null, 1), instance("two-1", null, 2)), Set.of());

        assertThat(verdicts.values()).containsOnly(Verdict.SELECTED);
    }

    @Test
    void a_snapshot_without_a_time_is_neither_too_old_nor_the_newest() {
        Snapshot.Described timeless = withoutTime(instance("timeless-1", "my-site", 0));

        assertThat(judge(selection(ANY_TYPE, Set.of(), Map.of(), Duration.ofHours(24)), timeless))
                .isEqualTo(Verdict.SELECTED);
        assertThat(ranked(latest(10), List.of(timeless, instance("old-1", "my-site", 900)), Set.of()))
                .containsOnly(Map.entry("timeless-1", Verdict.NOT_LATEST), Map.entry("old-1", Verdict.SELECTED));
    }

    // Automatic snapshots

    @Test
    void an_automatic_snapshot_is_judged_by_its_age_alone() {
        Chooser young = new Chooser(selection(ANY_TYPE, Set.of("my-shop"), Map.of(), Duration.ofHours(24)), NIGHT);

        assertThat(young.judge(automatic(24)).verdict()).isEqualTo(Verdict.SELECTED);
        assertThat(young.judge(automatic(25)).verdict()).isEqualTo(Verdict.TOO_OLD);
    }

    @Test
    void automatic_snapshots_are_wanted_where_they_are_made() {
        Chooser everything = new Chooser(Selection.EVERYTHING, NIGHT);

        assertThat(everything.wantsAutomatic(source(true))).isTrue();
        assertThat(everything.wantsAutomatic(source(false))).isFalse();
    }

    @Test
    void automatic_snapshots_of_another_source_are_not_wanted() {
        assertThat(new Chooser(selection(ANY_TYPE, Set.of("my-shop"), Map.of(), null), NIGHT)
                        .wantsAutomatic(source(true)))
                .isFalse();
    }

    @Property(tries = 200)
    void neither_order_nor_pages_of_the_listing_matter(
            @ForAll("listings") List<Snapshot.Described> listing, @ForAll java.util.Random random) {
        List<Snapshot.Described> shuffled = new java.util.ArrayList<>(listing);
        java.util.Collections.shuffle(shuffled, random);

        assertThat(ranked(latest(3), shuffled, Set.of())).isEqualTo(ranked(latest(3), listing, Set.of()));
    }

    @Provide
    Arbitrary<List<Snapshot.Described>> listings() {
        Arbitrary<String> names = Arbitraries.integers().between(1, 30).map(number -> "snapshot-" + number);
        Arbitrary<String> sources = Arbitraries.of("one", "two", "three");
        Arbitrary<Integer> ages = Arbitraries.integers().between(0, 5);
        return Combinators.combine(names, sources, ages)
                .as(ChooserTest::instance)
                .list()
                .uniqueElements(listed -> listed.snapshot().arn())
                .ofMaxSize(20);
    }

    private static Selection latest(int limit) {
        return new Selection(
                ANY_TYPE, Set.of(), Optional.empty(), Map.of(), Optional.empty(), true, false, Optional.of(limit));
    }

    private static Selection selection(
            Set<ResourceType> types, Set<String> sources, Map<String, String> tags, Duration createdWithin) {
        return new Selection(
                types,
                sources,
                Optional.empty(),
                tags,
                Optional.ofNullable(createdWithin),
                false,
                false,
                Optional.empty());
    }

    private static Verdict judge(Selection selection, Snapshot.Described listed) {
        return new Chooser(selection, NIGHT).judge(listed).verdict();
    }

    private static Map<String, Verdict> ranked(
            Selection selection, List<Snapshot.Described> left, Set<String> exported) {
        return Chooser.leaveOut(new Chooser(selection, NIGHT).rank(candidates(left)), exported).stream()
                .collect(Collectors.toMap(Choice::name, Choice::verdict));
    }

    private static List<Candidate> candidates(List<Snapshot.Described> listed) {
        return listed.stream().map(Candidate::of).toList();
    }

    private static Snapshot.Described instance(String name, String source, int hoursAgo) {
        return listed(ResourceType.INSTANCE_SNAPSHOT, name, source, hoursAgo);
    }

    private static Snapshot.Described disk(String name, String source, int hoursAgo) {
        return listed(ResourceType.DISK_SNAPSHOT, name, source, hoursAgo);
    }

    private static Snapshot.Described listed(ResourceType type, String name, String source, int hoursAgo) {
        return new Snapshot.Described(
                new Snapshot(
                        arn(name),
                        SnapshotName.of(name),
                        type,
                        Optional.of(NIGHT.minus(Duration.ofHours(hoursAgo))),
                        Optional.ofNullable(source),
                        Optional.empty(),
                        Optional.of(40),
                        Map.of()),
                Snapshot.State.READY,
                "available",
                Optional.empty(),
                false);
    }

    private static String arn(String name) {
        return "arn:aws:lightsail:eu-central-1:111122223333:InstanceSnapshot/" + name;
    }

    private static RestorableAutoSnapshot automatic(int hoursAgo) {
        return new RestorableAutoSnapshot(
                new AutoSnapshot(ResourceType.INSTANCE_SNAPSHOT, "my-site", LocalDate.parse("2026-11-21")),
                Optional.of(NIGHT.minus(Duration.ofHours(hoursAgo))));
    }

    private static Source source(boolean makesAutoSnapshots) {
        return new Source(ResourceType.INSTANCE_SNAPSHOT, "my-site", Map.of(), Optional.empty(), makesAutoSnapshots);
    }

    private static Snapshot.Described withoutTime(Snapshot.Described listed) {
        Snapshot snapshot = listed.snapshot();
        return new Snapshot.Described(
                new Snapshot(
                        snapshot.arn(),
                        snapshot.name(),
                        snapshot.resourceType(),
                        Optional.empty(),
                        snapshot.fromResourceName(),
                        snapshot.fromResourceArn(),
                        snapshot.sizeInGb(),
                        snapshot.tags()),
                listed.state(),
                listed.stateName(),
                listed.blueprintId(),
                false);
    }

    private static Snapshot.Described ofBlueprint(String id) {
        Snapshot.Described listed = instance("my-site-1", "my-site", 1);
        return new Snapshot.Described(listed.snapshot(), listed.state(), listed.stateName(), Optional.of(id), false);
    }

    private static Snapshot.Described pending(Snapshot.Described listed) {
        return new Snapshot.Described(
                listed.snapshot(), Snapshot.State.PENDING, "pending", listed.blueprintId(), false);
    }

    private static Snapshot.Described withTags(Snapshot.Described listed, Map<String, String> tags) {
        Snapshot snapshot = listed.snapshot();
        return new Snapshot.Described(
                new Snapshot(
                        snapshot.arn(),
                        snapshot.name(),
                        snapshot.resourceType(),
                        snapshot.createdAt(),
                        snapshot.fromResourceName(),
                        snapshot.fromResourceArn(),
                        snapshot.sizeInGb(),
                        tags),
                listed.state(),
                listed.stateName(),
                listed.blueprintId(),
                false);
    }
}
