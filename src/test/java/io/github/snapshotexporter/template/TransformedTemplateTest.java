package io.github.snapshotexporter.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The tests of this package read what SAM's transform makes of the template, which is kept in a file. */
class TransformedTemplateTest {

    @Test
    void the_transformed_template_belongs_to_the_template() throws IOException, NoSuchAlgorithmException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(Path.of("template.yaml")));

        assertThat(Template.asWritten().at("/Metadata/TemplateSha256").textValue())
                .as(
                        "template.yaml has changed since it was last transformed: run .ci/transform-template in the virtual"
                                + " environment of requirements-dev.txt, and commit src/test/resources/transformed-template.json")
                .isEqualTo(HexFormat.of().formatHex(digest));
    }
}
