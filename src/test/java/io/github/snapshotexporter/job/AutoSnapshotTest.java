package io.github.snapshotexporter.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AutoSnapshotTest {
    private static final LocalDate DAY = LocalDate.parse("2026-11-21");

    @Test
    void a_copy_is_named_after_the_source_and_the_day() {
        assertThat(copyName("my-site", DAY)).matches("auto-my-site-2026-11-21-[0-9a-f]{12}");
    }

    @Test
    void the_copies_of_an_instance_and_a_disk_of_one_name_are_told_apart() {
        assertThat(new AutoSnapshot(ResourceType.DISK_SNAPSHOT, "my-site", DAY).copyName())
                .isNotEqualTo(new AutoSnapshot(ResourceType.INSTANCE_SNAPSHOT, "my-site", DAY).copyName());
    }

    @Test
    void what_no_name_may_have_is_replaced() {
        assertThat(copyName("caf\u00e9 1", DAY)).startsWith("auto-caf__1-2026-11-21-");
        assertThat(copyName("my-site", LocalDate.of(12_026, 11, 21))).startsWith("auto-my-site-12026-11-21-");
    }

    @Test
    void a_long_source_is_cut_to_eighty_characters() {
        assertThat(copyName("x".repeat(80), DAY)).startsWith("auto-" + "x".repeat(80) + "-2026");
        assertThat(copyName("x".repeat(81), DAY)).startsWith("auto-" + "x".repeat(80) + "-2026");
    }

    @Test
    void the_name_of_a_copy_may_be_one() {
        assertThat(AutoSnapshot.mayBeCopyName(SnapshotName.of(copyName("my-site", DAY))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"my-site-1", "auto-my-site-2026-11-21", "my-auto-my-site-2026-11-21-0123456789ab"})
    void another_name_cannot_be_that_of_a_copy(String name) {
        assertThat(AutoSnapshot.mayBeCopyName(SnapshotName.of(name))).isFalse();
    }

    @Test
    void the_name_of_a_copy_tells_which_automatic_snapshot_it_is_of() {
        AutoSnapshot original = new AutoSnapshot(ResourceType.DISK_SNAPSHOT, "caf\u00e9 2024-01-02", DAY);

        assertThat(AutoSnapshot.ofCopy(original.copyName(), ResourceType.DISK_SNAPSHOT, "caf\u00e9 2024-01-02"))
                .contains(original);
    }

    @ParameterizedTest
    @CsvSource({
        "auto-my-site-2026-11-21-0123456789ab, my-site",
        "auto-my-site-2026-02-30-0123456789ab, my-site",
        "my-site-1, my-site"
    })
    void a_name_that_only_looks_like_one_of_a_copy_tells_nothing(String name, String source) {
        assertThat(AutoSnapshot.ofCopy(SnapshotName.of(name), ResourceType.INSTANCE_SNAPSHOT, source))
                .isEmpty();
    }

    @Test
    void a_copys_name_tells_nothing_of_another_source() {
        assertThat(AutoSnapshot.ofCopy(
                        SnapshotName.of(copyName("my-site", DAY)), ResourceType.INSTANCE_SNAPSHOT, "another"))
                .isEmpty();
    }

    private static String copyName(String source, LocalDate date) {
        return new AutoSnapshot(ResourceType.INSTANCE_SNAPSHOT, source, date)
                .copyName()
                .value();
    }
}
