package io.github.snapshotexporter.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.event.Content;
import io.github.snapshotexporter.job.AutoSnapshotRequest;
import io.github.snapshotexporter.job.ExportRequest;
import io.github.snapshotexporter.job.Job;
import io.github.snapshotexporter.job.SnapshotName;
import java.time.LocalDate;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The key by which the ledger knows a job. */
class JobIdsPropertyTest {
    @Property
    void different_requests_have_different_keys(
            @ForAll("ids") String oneId,
            @ForAll("ids") String otherId,
            @ForAll("names") String oneName,
            @ForAll("names") String otherName) {
        Job one = automatic(oneId, oneName);
        Job other = byName(otherId, otherName);

        assertThat(key(one)).isNotEqualTo(key(other));
        assertThat(key(byName(oneId, oneName)).equals(key(other)))
                .isEqualTo(oneId.equals(otherId) && oneName.equals(otherName));
    }

    @Property
    void an_id_without_a_number_sign_has_the_key_that_it_always_had(
            @ForAll("names") String id, @ForAll("names") String name) {
        assertThat(key(byName(id, name))).isEqualTo(id + "#" + name);
    }

    @Provide
    Arbitrary<String> ids() {
        return Arbitraries.strings().withChars("a#2026-112").ofMinLength(1).ofMaxLength(14);
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of("aa", "a1", "2026-11-21", "a_2026-11-21");
    }

    private static Job byName(String id, String name) {
        return ExportRequest.byName(SnapshotName.of(name), false, Optional.of(id), Optional.empty());
    }

    private static Job automatic(String id, String source) {
        return AutoSnapshotRequest.byName(
                source, Optional.of(LocalDate.parse("2026-11-21")), Optional.of(id), Optional.empty());
    }

    private static String key(Job job) {
        return JobIds.of(new Content.Wanted(job), "", Optional.empty(), "").key();
    }
}
