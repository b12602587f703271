package io.github.snapshotexporter.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.snapshotexporter.job.ResourceType;
import io.github.snapshotexporter.selection.Choice;
import io.github.snapshotexporter.selection.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The answer to a dry run, which has to fit what Lambda returns. */
class DryRunTest {
    private static final int LAMBDAS_LIMIT = 6 * 1024 * 1024;

    @Test
    void a_dry_run_over_forty_thousand_snapshots_is_cut_after_what_is_selected() throws Exception {
        String answer = dryRun(40_000);

        JsonNode json = new JsonMapper().readTree(answer);
        assertThat(answer.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(LAMBDAS_LIMIT);
        assertThat(json.path("decisions").path(0).path("decision").textValue()).isEqualTo("Selected");
        assertThat(json.path("decisionsOmitted").intValue()).isPositive();
        assertThat(json.path("decisions").size() + json.path("decisionsOmitted").intValue())
                .isEqualTo(40_000);
        assertThat(json.path("selected").intValue()).isOne();
    }

    @Test
    void a_dry_run_that_fits_leaves_nothing_out() throws Exception {
        JsonNode json = new JsonMapper().readTree(dryRun(10));

        assertThat(json.path("decisions")).hasSize(10);
        assertThat(json.path("decisionsOmitted").intValue()).isZero();
    }

    /** The last one is selected. */
    private static String dryRun(int snapshots) {
        return new DryRun(
                        "run",
                        IntStream.range(0, snapshots)
                                .mapToObj(i -> choice(i, i == snapshots - 1 ? Verdict.SELECTED : Verdict.NOT_LATEST))
                                .toList())
                .toJson();
    }

    private static Choice choice(int i, Verdict verdict) {
        return new Choice(
                "n".repeat(50) + i,
                ResourceType.INSTANCE_SNAPSHOT,
                "available",
                verdict,
                Optional.empty(),
                Optional.empty());
    }
}
