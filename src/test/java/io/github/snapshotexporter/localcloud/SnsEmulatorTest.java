package io.github.snapshotexporter.localcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.InternalErrorException;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.InvalidParameterValueException;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.SnsException;

class SnsEmulatorTest {

    private SnsEmulator sns;
    private SnsClient client;

    @BeforeEach
    void start() {
        sns = SnsEmulator.start();
        client = LocalClients.sns(sns.endpoint());
    }

    @AfterEach
    void stop() {
        client.close();
        sns.close();
    }

    @Test
    void keepsWhatWasPublishedWithItsDocumentTextAndAttributes() {
        List<Published> heard = new ArrayList<>();
        sns.onPublish(heard::add);

        String id = client.publish(r -> r.topicArn(sns.topicArn())
                        .subject("Export of “my-site-1” succeeded")
                        .messageStructure("json")
                        .message("{\"default\":\"{\\\"type\\\":\\\"ExportSucceeded\\\"}\",\"email\":\"Grüße & <br>\"}")
                        .messageAttributes(Map.of("type", attribute("ExportSucceeded"))))
                .messageId();

        assertThat(id).isNotEmpty();
        assertThat(sns.published()).isEqualTo(heard).singleElement().satisfies(published -> {
            assertThat(published.topicArn()).isEqualTo(sns.topicArn());
            assertThat(published.subject()).isEqualTo("Export of “my-site-1” succeeded");
            assertThat(published.document().get("type").asText()).isEqualTo("ExportSucceeded");
            assertThat(published.email()).isEqualTo("Grüße & <br>");
            assertThat(published.attributes()).containsExactly(Map.entry("type", "ExportSucceeded"));
        });
    }

    @Test
    void refusesWhatTheServiceRefuses() {
        refused(InvalidParameterException.class, r -> r.subject("x".repeat(100)));
        refused(InvalidParameterException.class, r -> r.subject("two\nlines"));
        refused(InvalidParameterException.class, r -> r.message(""));
        refused(InvalidParameterException.class, r -> r.messageStructure("json").message("no json"));
        refused(InvalidParameterException.class, r -> r.messageStructure("json").message("{\"email\":\"x\"}"));
        refused(InvalidParameterException.class, r -> r.message("x".repeat(262_145)));
        refused(
                InvalidParameterException.class,
                r -> r.message("x".repeat(262_144)).messageAttributes(Map.of("type", attribute("x"))));
        refused(InvalidParameterValueException.class, r -> r.messageAttributes(Map.of("type", attribute(""))));
        refused(NotFoundException.class, r -> r.topicArn(sns.topicArn() + "-other"));

        assertThat(sns.published()).isEmpty();
        client.publish(r -> r.topicArn(sns.topicArn()).subject("x".repeat(99)).message("x".repeat(262_144)));
        assertThat(sns.published()).hasSize(1);
    }

    @Test
    void failsAsScriptedAndThenWorks() {
        sns.fault(500, "InternalError", 1).fault(400, "Throttled", 1);

        refused(InternalErrorException.class, r -> {});
        assertThat(refused(SnsException.class, r -> {}).awsErrorDetails().errorCode())
                .isEqualTo("Throttled");
        sns.failAlways(403, "AuthorizationError");
        assertThat(refused(SnsException.class, r -> {}).statusCode()).isEqualTo(403);
        sns.clearFaults();
        client.publish(r -> r.topicArn(sns.topicArn()).message("hello"));

        assertThat(sns.published()).extracting(Published::email).containsExactly("hello");
    }

    @Test
    void anAnswerCanBeLostAlthoughTheMessageWasTaken() {
        sns.loseAnswers(1);

        assertThat(catchThrowableOfType(
                        SdkClientException.class,
                        () -> client.publish(r -> r.topicArn(sns.topicArn()).message("hello"))))
                .isNotNull();

        assertThat(sns.published()).hasSize(1);
    }

    @Test
    void createsAndDescribesTopics() {
        String arn = client.createTopic(r -> r.name("other")).topicArn();

        assertThat(arn).isEqualTo("arn:aws:sns:eu-central-1:111122223333:other");
        assertThat(client.getTopicAttributes(r -> r.topicArn(arn)).attributes())
                .containsEntry("Owner", LightsailEmulator.ACCOUNT);
        client.publish(r -> r.topicArn(arn).message("hello"));
        assertThat(sns.published()).extracting(Published::topicArn).containsExactly(arn);
    }

    private <T extends SnsException> T refused(Class<T> type, Consumer<PublishRequest.Builder> change) {
        PublishRequest.Builder request =
                PublishRequest.builder().topicArn(sns.topicArn()).message("hello");
        change.accept(request);
        T refusal = catchThrowableOfType(type, () -> client.publish(request.build()));
        assertThat(refusal).isNotNull();
        return refusal;
    }

    private static MessageAttributeValue attribute(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }
}
