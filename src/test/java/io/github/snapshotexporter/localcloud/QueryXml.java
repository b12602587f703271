package io.github.snapshotexporter.localcloud;

import java.util.Map;
import java.util.UUID;

/** Writes the XML answers of the AWS Query protocol. */
final class QueryXml {

    private static final String SNS = "http://sns.amazonaws.com/doc/2010-03-31/";
    private static final Map<String, String> HEADERS = Map.of("content-type", "text/xml");

    private QueryXml() {}

    /** An answer of SNS. */
    static HttpEndpoint.Answer ok(String action, String result) {
        return ok(SNS, action, result);
    }

    static HttpEndpoint.Answer ok(String namespace, String action, String result) {
        String requestId = UUID.randomUUID().toString();
        String body = """
                <%1$sResponse xmlns="%2$s"><%1$sResult>%3$s</%1$sResult>\
                <ResponseMetadata><RequestId>%4$s</RequestId></ResponseMetadata></%1$sResponse>""".formatted(action, namespace, result, requestId);
        return new HttpEndpoint.Answer(200, HEADERS, body);
    }

    /** An error of SNS. */
    static HttpEndpoint.Answer error(AwsError error) {
        return error(SNS, error);
    }

    static HttpEndpoint.Answer error(String namespace, AwsError error) {
        String body = """
                <ErrorResponse xmlns="%s"><Error><Type>%s</Type>%s%s</Error><RequestId>%s</RequestId></ErrorResponse>""".formatted(
                        namespace,
                        error.status() < 500 ? "Sender" : "Receiver",
                        element("Code", error.code()),
                        element("Message", error.getMessage()),
                        UUID.randomUUID());
        return new HttpEndpoint.Answer(error.status(), HEADERS, body);
    }

    static String element(String name, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return "<%1$s>%2$s</%1$s>".formatted(name, escaped);
    }
}
