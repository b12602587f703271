package io.github.snapshotexporter.retention;

import static io.github.snapshotexporter.retention.Images.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.retention.Use.Answer;
import io.github.snapshotexporter.settings.KeepRules;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The second stage: of what the rules have left, only that expires of which it is known that nobody uses it. */
class SiftedTest {
    private static final String OLD = "2026-11-21T03:30:00Z";
    private static final String NEW = "2026-11-22T03:30:00Z";

    private final RetentionPolicy policy = new RetentionPolicy(KeepRules.ofLast(1), ZoneOffset.UTC);
    private final Sifted sifted = policy.byRules(at(OLD, NEW));

    @ParameterizedTest
    @MethodSource("uses")
    void who_uses_an_image_keeps_it(Use use, Set<KeptBecause> reasons) {
        ImageDecision old = sifted.decide(Map.of(OLD, use)).getLast();

        assertThat(old).isInstanceOf(reasons.isEmpty() ? ImageDecision.Expired.class : ImageDecision.Kept.class);
        assertThat(old.image().id()).isEqualTo(OLD);
        assertThat(old.reasons()).isEqualTo(reasons);
    }

    static Stream<Arguments> uses() {
        return Stream.of(
                Arguments.of(Use.NONE, Set.of()),
                Arguments.of(new Use(Answer.YES, Answer.NO), Set.of(KeptBecause.IN_USE)),
                Arguments.of(new Use(Answer.NO, Answer.YES), Set.of(KeptBecause.SHARED)),
                Arguments.of(new Use(Answer.YES, Answer.YES), Set.of(KeptBecause.IN_USE, KeptBecause.SHARED)),
                Arguments.of(new Use(Answer.UNKNOWN, Answer.NO), Set.of(KeptBecause.USE_UNKNOWN)),
                Arguments.of(new Use(Answer.NO, Answer.UNKNOWN), Set.of(KeptBecause.USE_UNKNOWN)),
                Arguments.of(new Use(Answer.UNKNOWN, Answer.YES), Set.of(KeptBecause.SHARED, KeptBecause.USE_UNKNOWN)),
                Arguments.of(new Use(Answer.YES, Answer.UNKNOWN), Set.of(KeptBecause.IN_USE, KeptBecause.USE_UNKNOWN)),
                Arguments.of(Use.UNKNOWN, Set.of(KeptBecause.USE_UNKNOWN)));
    }

    @Test
    void what_nobody_has_asked_about_is_kept() {
        assertThat(sifted.decide(Map.of("another image", Use.NONE)).getLast())
                .isEqualTo(new ImageDecision.Kept(sifted.left().getFirst(), Set.of(KeptBecause.USE_UNKNOWN)));
    }

    @Test
    void what_the_rules_keep_stays_kept_for_their_reasons_alone() {
        assertThat(sifted.decide(Map.of(NEW, new Use(Answer.YES, Answer.YES))).getFirst())
                .isEqualTo(sifted.kept().getFirst());
    }

    @Test
    void one_image_in_use_does_not_keep_its_neighbours() {
        Sifted three = policy.byRules(at("2026-11-20T03:30:00Z", OLD, NEW));

        assertThat(three.decide(Map.of(OLD, new Use(Answer.YES, Answer.NO), "2026-11-20T03:30:00Z", Use.NONE)))
                .hasExactlyElementsOfTypes(
                        ImageDecision.Kept.class, ImageDecision.Kept.class, ImageDecision.Expired.class);
    }

    @Test
    void decisions_are_told_by_source_the_newest_first() {
        Image ofShop = Image.verifiedOurs("ami-1", Images.OTHER_SOURCE, Instant.parse("2026-11-20T03:30:00Z"));
        Image olderOfShop = Image.verifiedOurs("ami-2", Images.OTHER_SOURCE, Instant.parse("2026-11-19T03:30:00Z"));
        Sifted both = policy.byRules(List.of(olderOfShop, at(OLD).getFirst(), ofShop, at(NEW).getFirst()));

        assertThat(both.decide(Map.of(OLD, new Use(Answer.YES, Answer.NO), "ami-2", Use.NONE)))
                .extracting(decision -> decision.image().id())
                .containsExactly("ami-1", "ami-2", NEW, OLD);
    }
}
