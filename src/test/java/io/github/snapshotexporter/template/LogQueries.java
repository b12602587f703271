package io.github.snapshotexporter.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The queries in the language of CloudWatch Logs Insights, and what they name. */
final class LogQueries {
    private static final Set<String> KEYWORDS = Set.of(
            "and", "as", "asc", "by", "desc", "display", "fields", "filter", "in", "like", "limit", "not", "or",
            "parse", "sort", "stats");
    private static final Pattern ALIAS = Pattern.compile("\\bas\\s+([A-Za-z]\\w*)|\\(\\?<([A-Za-z]\\w*)>");
    /** Functions, numbers, and what Logs Insights itself finds in every line. */
    private static final Pattern OTHERS = Pattern.compile("\\w+\\s*\\(|@\\w+|\\b[0-9]\\w*");

    /** Texts and patterns. */
    private static final Pattern LITERALS = Pattern.compile("'[^']*'|\"[^\"]*\"|(?<=like |@message )\\s*/[^/\\n]*/");

    private static final Pattern FUNCTION = Pattern.compile("\\b(\\w+)\\(");
    private static final Pattern NAME = Pattern.compile("[A-Za-z]\\w*");
    private static final Pattern CODE = Pattern.compile("(?s)```\\w*\\n(.*?)```");
    private static final Pattern STEP = Pattern.compile("\\bstep\\s*=\\s*['\"]([^'\"]*)['\"]");

    private LogQueries() {}

    static List<String> ofDashboard(Template stack) {
        JsonNode body = Template.parse(
                stack.only("AWS::CloudWatch::Dashboard").path("DashboardBody").textValue());
        return body.findValuesAsText("query");
    }

    static List<String> saved(Template stack) {
        return stack.properties("AWS::Logs::QueryDefinition").values().stream()
                .map(query -> query.path("QueryString").asText())
                .toList();
    }

    /** Those that the documents show in code blocks. */
    static List<String> documented() {
        try (Stream<Path> documents = Files.list(Path.of("docs"))) {
            return documents
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .flatMap(LogQueries::blocks)
                    .filter(block -> block.matches("(?s)(fields|filter|stats) .*"))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Stream<String> blocks(Path document) {
        try {
            return CODE.matcher(Files.readString(document)).results().map(block -> block.group(1));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The members of the log's lines that a query asks for. */
    static Set<String> members(String query) {
        Set<String> names = new TreeSet<>();
        Matcher name = NAME.matcher(OTHERS.matcher(bare(query)).replaceAll(" "));
        while (name.find()) {
            names.add(name.group());
        }
        names.removeAll(KEYWORDS);
        Matcher alias = ALIAS.matcher(query);
        while (alias.find()) {
            names.remove(alias.group(1) == null ? alias.group(2) : alias.group(1));
        }
        return names;
    }

    /** The first word of each part of a query. */
    static List<String> commands(String query) {
        return Stream.of(bare(query).split("\\|", -1))
                .map(part -> part.strip().split("\\W", 2)[0])
                .toList();
    }

    /** The functions that a query calls. */
    static Set<String> functions(String query) {
        Set<String> functions = new TreeSet<>();
        Matcher function = FUNCTION.matcher(bare(query));
        while (function.find()) {
            functions.add(function.group(1));
        }
        return functions;
    }

    /** Without the log group, texts and patterns. */
    private static String bare(String query) {
        return LITERALS.matcher(query.replaceFirst("^SOURCE '[^']*' \\|", "")).replaceAll(" ");
    }

    /** The steps that a query asks for. */
    static Set<String> steps(String query) {
        Set<String> steps = new TreeSet<>();
        Matcher step = STEP.matcher(query);
        while (step.find()) {
            steps.add(step.group(1));
        }
        return steps;
    }
}
