package io.github.snapshotexporter.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The metadata for the AWS Serverless Application Repository, within its limits.
 *
 * @see <a href="https://docs.aws.amazon.com/serverlessrepo/latest/devguide/applications.html">its limits</a>
 */
class ServerlessRepositoryTest {
    private static final JsonNode METADATA = Template.asWritten().at("/Metadata/AWS::ServerlessRepo::Application");

    @Test
    void the_name_is_one_that_the_repository_takes() {
        assertThat(METADATA.path("Name").asText()).matches("[a-zA-Z0-9-]{1,140}");
    }

    @Test
    void the_description_is_as_long_as_the_repository_takes() {
        assertThat(METADATA.path("Description").asText()).isNotBlank().hasSizeLessThanOrEqualTo(256);
    }

    @Test
    void the_author_is_one_that_the_repository_takes() {
        assertThat(METADATA.path("Author").asText())
                .matches("[a-z0-9](([a-z0-9]|-(?!-))*[a-z0-9])?")
                .hasSizeLessThanOrEqualTo(127);
    }

    @Test
    void the_labels_are_few_and_short() {
        assertThat(METADATA.path("Labels"))
                .hasSizeBetween(1, 10)
                .allMatch(label -> label.asText().matches("[a-zA-Z0-9+\\-_:/@]{1,127}"));
    }

    @Test
    void the_version_is_that_of_the_build() throws IOException {
        Matcher version = Pattern.compile("<artifactId>lightsail-snapshot-exporter</artifactId>\\s*<version>([^<]+)")
                .matcher(Files.readString(Path.of("pom.xml")));

        assertThat(version.find()).isTrue();
        assertThat(METADATA.path("SemanticVersion").asText())
                .matches("\\d+\\.\\d+\\.\\d+")
                .isEqualTo(version.group(1).replace("-SNAPSHOT", ""));
    }

    @Test
    void the_license_and_the_readme_are_files_of_the_project() {
        assertThat(METADATA.path("SpdxLicenseId").asText()).isEqualTo("Apache-2.0");
        assertThat(Path.of(METADATA.path("LicenseUrl").asText())).isNotEmptyFile();
        assertThat(Path.of(METADATA.path("ReadmeUrl").asText())).isNotEmptyFile();
    }
}
