package io.github.snapshotexporter.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.snapshotexporter.settings.KeepRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The rules have the names of restic's, so they keep what restic 0.14 keeps. */
class SameAsResticTest {
    private static final Path CASES = Path.of("src/test/resources/retention-cases.json");

    @TestFactory
    Stream<DynamicTest> what_restic_keeps_is_kept_and_nothing_else() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode example :
                new JsonMapper().readTree(Files.readString(CASES)).path("cases")) {
            tests.add(dynamicTest(
                    example.path("set").asText() + " " + example.path("policy"), () -> isDecidedAlike(example)));
        }
        assertThat(tests).hasSizeGreaterThan(30);
        return tests.stream();
    }

    private static void isDecidedAlike(JsonNode example) {
        RetentionPolicy policy = new RetentionPolicy(
                rules(example.path("policy")),
                ZoneId.of(example.path("timeZone").asText()));
        String[] keep = times(example.path("keep"));
        String[] remove = times(example.path("remove"));
        List<Image> images = new ArrayList<>(
                Images.at(Stream.of(keep, remove).flatMap(Arrays::stream).toArray(String[]::new)));
        Collections.shuffle(images, new Random(images.size()));

        Sifted sifted = policy.byRules(images);

        assertThat(Images.keptIds(sifted)).containsExactlyInAnyOrder(keep);
        assertThat(Images.ids(sifted.left())).containsExactlyInAnyOrder(remove);
    }

    private static KeepRules rules(JsonNode policy) {
        return new KeepRules(
                count(policy, "keepLast"),
                count(policy, "keepDaily"),
                count(policy, "keepWeekly"),
                count(policy, "keepMonthly"),
                count(policy, "keepYearly"),
                Optional.ofNullable(policy.get("keepWithin"))
                        .map(within ->
                                Math.toIntExact(Duration.parse(within.asText()).toDays())));
    }

    private static Optional<Integer> count(JsonNode policy, String name) {
        return Optional.ofNullable(policy.get(name)).map(JsonNode::asInt);
    }

    private static String[] times(JsonNode array) {
        List<String> times = new ArrayList<>();
        array.forEach(time -> times.add(time.asText()));
        return times.toArray(String[]::new);
    }
}
