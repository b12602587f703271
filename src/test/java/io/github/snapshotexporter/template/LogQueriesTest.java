package io.github.snapshotexporter.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The saved queries, those of the dashboard and those of the documents find what they look for. */
class LogQueriesTest {
    private static final Template STACK = Template.withDefaults();

    static Stream<String> queries() {
        return Stream.of(LogQueries.saved(STACK), LogQueries.ofDashboard(STACK), LogQueries.documented())
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("queries")
    void a_query_names_members_that_the_log_lines_have(String query) {
        assertThat(lines().flatMap(JsonNode::propertyStream).map(Map.Entry::getKey))
                .containsAll(LogQueries.members(query));
    }

    @ParameterizedTest
    @MethodSource("queries")
    void a_query_names_steps_that_the_log_lines_have(String query) {
        assertThat(lines().map(line -> line.path("step").asText())).containsAll(LogQueries.steps(query));
    }

    private static Stream<JsonNode> lines() {
        return Stream.concat(LifeOfExports.observed().log().stream(), LogOfANight.lines().stream());
    }

    @ParameterizedTest
    @MethodSource("queries")
    void a_query_consists_of_commands_and_functions_that_logs_insights_knows(String query) {
        assertThat(LogQueries.commands(query))
                .isNotEmpty()
                .isSubsetOf("display", "fields", "filter", "limit", "parse", "sort", "stats");
        assertThat(LogQueries.functions(query))
                .isSubsetOf("avg", "bin", "count", "earliest", "ispresent", "latest", "max", "min", "sortsLast", "sum");
    }

    @Test
    void the_documents_show_queries() {
        assertThat(LogQueries.documented()).isNotEmpty();
    }

    @Test
    void the_stories_of_a_snapshot_and_of_a_run_the_failures_the_slowest_exports_and_cold_starts_can_be_asked_for() {
        assertThat(STACK.properties("AWS::Logs::QueryDefinition").values())
                .extracting(query -> query.path("Name").asText().replaceFirst(".*/", ""))
                .containsExactlyInAnyOrder(
                        "story of one snapshot",
                        "story of one run",
                        "failures by reason",
                        "slowest exports",
                        "cold starts");
    }

    @Test
    void a_saved_query_is_one_of_the_functions_log() {
        String log = STACK.only("AWS::Lambda::Function")
                .at("/LoggingConfig/LogGroup")
                .asText();

        assertThat(STACK.properties("AWS::Logs::QueryDefinition").values())
                .allSatisfy(query ->
                        assertThat(Template.texts(query.path("LogGroupNames"))).containsExactly(log));
    }

    @Test
    void what_a_query_names_is_found_in_it() {
        String query =
                "filter step = 'park' and ispresent(Failed) and detail like /timed out|Oops/ | parse @message /of (?<size>[0-9.]+) GB/"
                        + " | stats count(*) as many, max(size / 1000) as most by reason, bin(1d) | sort many desc | limit 5";

        assertThat(LogQueries.members(query)).isEqualTo(Set.of("Failed", "detail", "reason", "step"));
        assertThat(List.copyOf(LogQueries.steps(query))).containsExactly("park");
        assertThat(LogQueries.commands(query)).containsExactly("filter", "parse", "stats", "sort", "limit");
        assertThat(LogQueries.functions(query)).containsExactly("bin", "count", "ispresent", "max");
    }
}
