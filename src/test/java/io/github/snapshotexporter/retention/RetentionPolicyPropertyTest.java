package io.github.snapshotexporter.retention;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.settings.KeepRules;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for all images and all rules. */
class RetentionPolicyPropertyTest {
    /** Before it, days without images and years alike; all by daylight, where no clocks are changed. */
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @Property(tries = 300)
    void more_rules_never_keep_less(
            @ForAll("images") List<Image> images,
            @ForAll("someRules") KeepRules rules,
            @ForAll("rules") KeepRules more,
            @ForAll("timeZones") ZoneId timeZone) {
        KeepRules both = new KeepRules(
                greater(rules.last(), more.last()),
                greater(rules.daily(), more.daily()),
                greater(rules.weekly(), more.weekly()),
                greater(rules.monthly(), more.monthly()),
                greater(rules.yearly(), more.yearly()),
                greater(rules.withinDays(), more.withinDays()));

        assertThat(kept(both, timeZone, images)).containsAll(kept(rules, timeZone, images));
    }

    @Property(tries = 300)
    void the_newest_good_image_of_each_source_is_always_kept(
            @ForAll("images") List<Image> images,
            @ForAll("rules") KeepRules rules,
            @ForAll("timeZones") ZoneId timeZone) {
        Set<Image> newest = images.stream()
                .filter(image -> image.ours() && image.verified())
                .collect(groupingBy(Image::sourceArn))
                .values()
                .stream()
                .map(ofSource -> Collections.max(
                        ofSource,
                        Comparator.comparing(Image::snapshotCreatedAt)
                                .thenComparing(Comparator.comparing(Image::id).reversed())))
                .collect(toSet());

        assertThat(new RetentionPolicy(rules, timeZone)
                        .byRules(images).kept().stream()
                                .filter(kept -> kept.reasons().contains(KeptBecause.NEWEST))
                                .map(ImageDecision::image)
                                .collect(toSet()))
                .isEqualTo(newest);
    }

    @Property(tries = 300)
    void the_order_of_the_images_does_not_matter(
            @ForAll("images") List<Image> images,
            @ForAll("rules") KeepRules rules,
            @ForAll("timeZones") ZoneId timeZone,
            @ForAll Random random) {
        List<Image> shuffled = new ArrayList<>(images);
        Collections.shuffle(shuffled, random);

        assertThat(decisions(rules, timeZone, shuffled)).isEqualTo(decisions(rules, timeZone, images));
    }

    /** The policy has no clock, so that a later day is nothing but one more decision about what is left. */
    @Property(tries = 300)
    void nothing_more_expires_while_no_new_images_come(
            @ForAll("images") List<Image> images,
            @ForAll("rules") KeepRules rules,
            @ForAll("timeZones") ZoneId timeZone) {
        Set<Image> kept = kept(rules, timeZone, images);

        assertThat(kept(rules, timeZone, kept)).isEqualTo(kept);
    }

    @Property(tries = 300)
    void what_is_held_not_ours_or_not_verified_never_expires(
            @ForAll("images") List<Image> images,
            @ForAll("rules") KeepRules rules,
            @ForAll("timeZones") ZoneId timeZone) {
        assertThat(decisions(rules, timeZone, images))
                .filteredOn(ImageDecision.Expired.class::isInstance)
                .allSatisfy(expired -> assertThat(expired.image())
                        .returns(true, Image::ours)
                        .returns(true, Image::verified)
                        .returns(false, Image::held));
    }

    @Property(tries = 300)
    void not_knowing_whether_an_image_is_good_makes_no_other_one_expire(
            @ForAll("images") List<Image> images,
            @ForAll("rules") KeepRules rules,
            @ForAll("timeZones") ZoneId timeZone,
            @ForAll Random random) {
        Set<String> doubted = images.stream()
                .map(Image::id)
                .filter(id -> random.nextInt(4) == 0)
                .collect(toSet());
        List<Image> doubtful = images.stream()
                .map(image -> doubted.contains(image.id())
                        ? new Image(
                                image.id(),
                                image.sourceArn(),
                                image.snapshotCreatedAt(),
                                image.ours(),
                                false,
                                image.held())
                        : image)
                .toList();

        assertThat(ids(kept(rules, timeZone, doubtful))).containsAll(ids(kept(rules, timeZone, images)));
    }

    @Property(tries = 300)
    void sources_do_not_matter_to_each_other(
            @ForAll("images") List<Image> images,
            @ForAll("rules") KeepRules rules,
            @ForAll("timeZones") ZoneId timeZone) {
        Set<Image> apart = new HashSet<>();
        images.stream()
                .collect(groupingBy(Image::sourceArn))
                .values()
                .forEach(ofSource -> apart.addAll(kept(rules, timeZone, ofSource)));

        assertThat(kept(rules, timeZone, images)).isEqualTo(apart);
    }

    @Property(tries = 300)
    void every_image_gets_one_decision_and_a_reason_unless_it_expires(
            @ForAll("images") List<Image> images,
            @ForAll("someRules") KeepRules rules,
            @ForAll("timeZones") ZoneId timeZone) {
        List<ImageDecision> decisions = decisions(rules, timeZone, images);

        assertThat(decisions).extracting(ImageDecision::image).containsExactlyInAnyOrderElementsOf(images);
        assertThat(decisions)
                .allSatisfy(decision ->
                        assertThat(decision.reasons().isEmpty()).isEqualTo(decision instanceof ImageDecision.Expired));
    }

    @Provide
    Arbitrary<List<Image>> images() {
        // Few days more often than many, and now and then one moment twice.
        Arbitrary<Instant> times = Arbitraries.oneOf(days(3), days(40), days(1200));
        return Combinators.combine(
                        Arbitraries.integers().between(1, 10_000).map(number -> "ami-" + number),
                        Arbitraries.of(Images.SOURCE, Images.OTHER_SOURCE),
                        times,
                        mostly(true),
                        mostly(true),
                        mostly(false))
                .as(Image::new)
                .list()
                .uniqueElements(Image::id)
                .ofMaxSize(40);
    }

    private static Arbitrary<Instant> days(int most) {
        return Combinators.combine(
                        Arbitraries.integers().between(0, most),
                        Arbitraries.integers().between(0, 3))
                .as((days, hours) -> NOON.minus(Duration.ofDays(days)).plus(Duration.ofHours(hours)));
    }

    private static Arbitrary<Boolean> mostly(boolean usual) {
        return Arbitraries.integers().between(0, 7).map(i -> (i > 0) == usual);
    }

    @Provide
    Arbitrary<KeepRules> rules() {
        return Combinators.combine(counts(5), counts(5), counts(5), counts(5), counts(5), counts(100))
                .as(KeepRules::new);
    }

    @Provide
    Arbitrary<KeepRules> someRules() {
        return rules().filter(rules -> !rules.isEmpty());
    }

    private static Arbitrary<Optional<Integer>> counts(int most) {
        return Arbitraries.integers().between(1, most).optional(0.4);
    }

    @Provide
    Arbitrary<ZoneId> timeZones() {
        return Arbitraries.of("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati")
                .map(ZoneId::of);
    }

    private static Optional<Integer> greater(Optional<Integer> one, Optional<Integer> other) {
        return one.isPresent() && other.isPresent()
                ? Optional.of(Math.max(one.get(), other.get()))
                : one.or(() -> other);
    }

    /** As if nobody used any of the images. */
    private static List<ImageDecision> decisions(KeepRules rules, ZoneId timeZone, Collection<Image> images) {
        Map<String, Use> unused = images.stream()
                .collect(Collectors.toMap(Image::id, Function.identity().andThen(image -> Use.NONE)));
        return new RetentionPolicy(rules, timeZone).byRules(images).decide(unused);
    }

    private static Set<Image> kept(KeepRules rules, ZoneId timeZone, Collection<Image> images) {
        return decisions(rules, timeZone, images).stream()
                .filter(ImageDecision.Kept.class::isInstance)
                .map(ImageDecision::image)
                .collect(toSet());
    }

    private static Set<String> ids(Set<Image> images) {
        return images.stream().map(Image::id).collect(toSet());
    }
}
