package io.github.snapshotexporter.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Whole proofs, against the local cloud and a stack in it that works. */
@Execution(ExecutionMode.SAME_THREAD)
class ProofTest {
    private static ProvingGround ground;

    @TempDir
    private Path folder;

    @BeforeAll
    static void deploy() {
        ground = ProvingGround.thatKeepsAll();
    }

    @AfterAll
    static void end() {
        ground.close();
    }

    @AfterEach
    void forget() {
        ground.unwatched();
        ground.told();
    }

    @Test
    void a_disk_confirms_all_that_it_can_and_leaves_nothing() {
        String told = proved();

        assertThat(told).doesNotContain("| differs |", "NOT deleted");
        assertThat(notSeen(told))
                .containsExactlyInAnyOrder(
                        "result-name",
                        "second-export",
                        "refused-pending",
                        "refused-periods",
                        "refused-unknown",
                        "refused-no-add-on",
                        "page-sizes",
                        "deletion");
        assertThat(Leftovers.in(ground)).isEmpty();
    }

    @Test
    void an_instance_has_the_name_of_an_image_too() {
        String told = proved("-Dinstance");

        assertThat(told).containsPattern("result-name: .* \\| confirmed \\|");
        assertThat(Leftovers.in(ground)).isEmpty();
    }

    @Test
    void a_second_export_makes_a_second_result_which_goes_as_well() {
        String told = proved("-Dagain");

        assertThat(told).containsPattern("second-export: .* another one \\| confirmed \\|");
        assertThat(Leftovers.in(ground)).isEmpty();
    }

    @Test
    void what_must_be_refused_is_asked_for() {
        String told = proved("-Dmissing");

        assertThat(notSeen(told))
                .doesNotContain("refused-pending", "refused-periods", "refused-unknown", "refused-no-add-on");
        assertThat(Leftovers.in(ground)).isEmpty();
    }

    @Test
    void raw_answers_and_the_table_are_kept_without_the_account() throws IOException {
        ground.prove(folder);

        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> kept = files.filter(Files::isRegularFile).toList();
            assertThat(kept)
                    .extracting(file -> file.getFileName().toString())
                    .contains("facts.md")
                    .anyMatch(name -> name.contains("Lightsail.GetExportSnapshotRecords-200"));
            assertThat(kept)
                    .allSatisfy(file -> assertThat(Files.readString(file)).doesNotContain("@example.org"));
        }
    }

    @Test
    void where_nobody_says_yes_nothing_is_made() {
        assertThatThrownBy(() -> ground.proveUnconfirmed(folder))
                .isInstanceOf(ProofException.class)
                .hasMessage("Nothing was made.");

        assertThat(ground.told()).contains("- a disk of 8 GB in Lightsail", "Go on? Say yes:");
        assertThat(Leftovers.in(ground)).isEmpty();
    }

    @Test
    void with_yes_nobody_is_asked() {
        assertThat(ground.proveUnconfirmed(folder, "-Dyes")).isTrue();
    }

    @Test
    void a_stack_that_is_not_there_is_told_in_a_sentence() {
        assertThatThrownBy(() -> ground.prove(folder, "-Dstack=no-such-stack"))
                .isInstanceOf(ProofException.class)
                .hasMessageContaining("no-such-stack")
                .hasMessageContaining("does not exist");
    }

    @Test
    void a_stack_of_another_kind_is_refused_by_what_it_lacks() {
        ground.account().stack("a-shop", Map.of("ShopUrl", "https://example.com"), Map.of());

        assertThatThrownBy(() -> ground.prove(folder, "-Dstack=a-shop"))
                .isInstanceOf(ProofException.class)
                .hasMessageStartingWith(
                        "The stack a-shop is none of this exporter: it lacks the outputs FunctionName,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CreateQueue", "Subscribe", "PutRule", "CreateDisk", "CreateDiskSnapshot"})
    void a_permission_that_is_missing_is_told_and_what_was_made_is_deleted(String operation) {
        ground.watchedBy(new Denying(operation));

        assertThat(ground.prove(folder)).isFalse();

        assertThat(ground.told()).contains("AccessDenied");
        assertThat(Leftovers.in(ground)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CreateQueue", "PutTargets", "CreateDisk", "CreateDiskSnapshot"})
    void after_ctrl_c_what_was_made_is_deleted_and_nothing_more_is_made(String operation) throws InterruptedException {
        CtrlC pressed = new CtrlC(ground, operation);
        ground.watchedBy(pressed);

        assertThat(ground.prove(folder)).isFalse();
        pressed.hook().join();

        assertThat(ground.told()).contains("Deleted: queue ", "It was interrupted.");
        assertThat(Leftovers.in(ground)).isEmpty();
    }

    @Test
    void the_documents_have_a_policy_that_allows_each_call() throws IOException {
        Set<String> calls = ConcurrentHashMap.newKeySet();
        ground.watchedBy(new ExecutionInterceptor() {
            @Override
            public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
                calls.add(Calls.action(attributes));
            }
        });
        proved("-Dagain", "-Dmissing");
        proved("-Dinstance");

        String page = Files.readString(Path.of("docs", "proof.md"));
        assertThat(calls)
                .hasSizeGreaterThan(30)
                .allSatisfy(action -> assertThat(page).contains('"' + action + '"'));
    }

    @Test
    void what_has_the_name_and_not_the_label_is_never_deleted() {
        try (Account account = ground.clients()) {
            String name = ProofRun.PREFIX + "20261128-010203-abcd-resource";
            account.lightsail()
                    .createDisk(request -> request.diskName(name)
                            .availabilityZone("eu-central-1a")
                            .sizeInGb(8));

            proved("-Dclean");

            assertThat(account.lightsail()
                            .getDisk(request -> request.diskName(name))
                            .disk()
                            .name())
                    .isEqualTo(name);
            account.lightsail().deleteDisk(request -> request.diskName(name));
        }
    }

    @Test
    void where_there_is_nothing_to_clean_it_says_so() {
        String told = proved("-Dclean");

        assertThat(told).contains("Nothing of a proof is there.");
    }

    /** What was told of a proof in which nothing differs, and of which nothing is left. */
    private String proved(String... options) {
        boolean well = ground.prove(folder, options);
        String told = ground.told();
        assertThat(well).as(told).isTrue();
        return told;
    }

    private static List<String> notSeen(String told) {
        return Pattern.compile("(?m)^\\| ([a-z-]+): .* \\| not seen \\|$")
                .matcher(told)
                .results()
                .map(row -> row.group(1))
                .toList();
    }

    /** Presses Ctrl-C while an answer is on its way. */
    private static final class CtrlC implements ExecutionInterceptor {
        private final ProvingGround ground;
        private final String operation;
        private volatile Thread hook;

        CtrlC(ProvingGround ground, String operation) {
            this.ground = ground;
            this.operation = operation;
        }

        @Override
        public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
            if (hook == null && Calls.operation(attributes).equals(operation)) {
                hook = ground.pressCtrlC();
            }
        }

        Thread hook() {
            return hook;
        }
    }

    /** Refuses one operation, as IAM does. */
    private record Denying(String operation) implements ExecutionInterceptor {
        @Override
        public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
            if (Calls.operation(attributes).equals(operation)) {
                throw software.amazon.awssdk.awscore.exception.AwsServiceException.builder()
                        .awsErrorDetails(software.amazon.awssdk.awscore.exception.AwsErrorDetails.builder()
                                .errorCode("AccessDeniedException")
                                .errorMessage("You may not " + operation)
                                .build())
                        .statusCode(403)
                        .build();
            }
        }
    }
}
