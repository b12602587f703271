package io.github.snapshotexporter.lightsail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snapshotexporter.world.MarkdownTable;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.lightsail.model.LightsailException;

/** Each error code that {@code docs/errors.md} names is taken for what stands there. */
class DocumentedErrorCodesTest {
    private static final Pattern CODE = Pattern.compile("`([A-Za-z]+)`");

    @ParameterizedTest
    @MethodSource("documentedCodes")
    void a_documented_code_belongs_to_the_row_that_names_it(String code, String trouble) {
        int status = trouble.equals("doubtful") ? 500 : 400;

        assertThat(LightsailTrouble.of(answered(status, code)))
                .hasToString(trouble.toUpperCase(Locale.ROOT).replace(' ', '_'));
    }

    static Stream<Arguments> documentedCodes() {
        return MarkdownTable.rows("errors.md", "troubles").stream().flatMap(DocumentedErrorCodesTest::codes);
    }

    private static Stream<Arguments> codes(Map<String, String> row) {
        return CODE.matcher(row.get("error codes"))
                .results()
                .map((MatchResult code) -> Arguments.of(code.group(1), row.get("trouble")));
    }

    @Test
    void too_many_requests_are_throttled_whatever_the_code() {
        assertThat(LightsailTrouble.of(answered(429, "Whatever"))).isEqualTo(LightsailTrouble.THROTTLED);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void a_server_error_is_doubtful_whatever_the_code(int status) {
        assertThat(LightsailTrouble.of(answered(status, "InvalidInputException")))
                .isEqualTo(LightsailTrouble.DOUBTFUL);
    }

    @Test
    void an_unknown_code_is_doubtful() {
        assertThat(LightsailTrouble.of(answered(400, "SomethingNewException"))).isEqualTo(LightsailTrouble.DOUBTFUL);
        assertThat(LightsailTrouble.of(answered(400, null))).isEqualTo(LightsailTrouble.DOUBTFUL);
    }

    @Test
    void no_answer_is_doubtful() {
        assertThat(LightsailTrouble.of(SdkClientException.create("connection reset")))
                .isEqualTo(LightsailTrouble.DOUBTFUL);
        assertThat(LightsailTrouble.of(ApiCallTimeoutException.create(20_000))).isEqualTo(LightsailTrouble.DOUBTFUL);
        assertThat(LightsailTrouble.of(
                        LightsailException.builder().statusCode(400).build()))
                .isEqualTo(LightsailTrouble.DOUBTFUL);
    }

    private static LightsailException answered(int status, String code) {
        return (LightsailException) LightsailException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("scripted")
                        .build())
                .build();
    }
}
