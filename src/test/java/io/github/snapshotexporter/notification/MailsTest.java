package io.github.snapshotexporter.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.snapshotexporter.settings.Documentation;
import io.github.snapshotexporter.world.PublishedDocuments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a person reads of each document, whole: {@code src/test/resources/mails} has the documents, and beside each the mail,
 * its subject first. Whoever changes a text changes the file, and reads it there.
 */
class MailsTest {
    private static final Path FOLDER = Path.of("src", "test", "resources", "mails");

    static Stream<String> situations() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .map(name -> name.substring(0, name.length() - ".json".length()))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("situations")
    void a_mail_reads_as_it_stands_in_its_file(String situation) throws IOException {
        assertThat(mail(situation)).isEqualTo(Files.readString(FOLDER.resolve(situation + ".txt")));
    }

    @ParameterizedTest
    @MethodSource("situations")
    void a_document_is_one_that_can_be_published(String situation) throws IOException {
        PublishedDocuments.assertFollowsSchema(document(situation));
    }

    @ParameterizedTest
    @MethodSource("situations")
    void no_line_is_wider_than_80_columns_but_for_a_single_word(String situation) throws IOException {
        assertThat(mail(situation).lines())
                .allSatisfy(line -> assertThat(line.length() <= MailText.WIDTH
                                || !line.strip().replaceFirst("^- ", "").contains(" "))
                        .as(line)
                        .isTrue());
    }

    @ParameterizedTest
    @MethodSource("situations")
    void a_mail_leads_to_pages_by_their_whole_address(String situation) throws IOException {
        assertThat(mail(situation))
                .doesNotContainPattern("(?<!" + Documentation.OF_THE_PROJECT.root() + "/)\\b[a-z-]+\\.md");
    }

    @ParameterizedTest
    @MethodSource("situations")
    void a_subject_begins_with_how_it_ended(String situation) throws IOException {
        assertThat(mail(situation)).matches("(?s)Subject: (OK|PARTIAL|FAILED): .*");
    }

    @Test
    void each_type_has_a_mail_here() throws IOException {
        List<String> types = situations()
                .map(situation -> document(situation).path("type").asText())
                .distinct()
                .toList();

        assertThat(types)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(MilestoneType.values())
                        .map(MilestoneType::wireName)
                        .toList());
    }

    private static JsonNode document(String situation) {
        try {
            return new JsonMapper().readTree(FOLDER.resolve(situation + ".json").toFile());
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    private static String mail(String situation) {
        Email email = Email.about(document(situation), Documentation.OF_THE_PROJECT);
        return "Subject: " + email.subject() + "\n\n" + email.text();
    }
}
