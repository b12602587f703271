package io.github.snapshotexporter.localcloud;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/** An SQS emulator with one queue, on a clock that stands still, and a client that does not retry. */
abstract class SqsEmulatorFixture {

    final MutableClock clock = MutableClock.at("2026-11-22T02:00:00Z");
    SqsEmulator sqs;
    SqsClient client;
    String url;

    @BeforeEach
    void start() {
        sqs = SqsEmulator.start(clock);
        url = sqs.createQueue("exports");
        client = LocalClients.sqs(sqs.endpoint());
    }

    @AfterEach
    void stop() {
        client.close();
        sqs.close();
    }

    void send(Consumer<SendMessageRequest.Builder> change) {
        SendMessageRequest.Builder request =
                SendMessageRequest.builder().queueUrl(url).messageBody("body");
        change.accept(request);
        client.sendMessage(request.build());
    }

    List<Message> receive() {
        return client.receiveMessage(r -> r.queueUrl(url)
                        .maxNumberOfMessages(10)
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                        .messageAttributeNames("All"))
                .messages();
    }

    static MessageAttributeValue string(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }
}
