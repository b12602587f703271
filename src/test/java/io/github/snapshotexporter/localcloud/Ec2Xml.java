package io.github.snapshotexporter.localcloud;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Writes the XML of EC2, whose answers have no result element and whose errors look unlike those of other services. */
final class Ec2Xml {

    private static final String NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/";
    private static final Map<String, String> HEADERS = Map.of("content-type", "text/xml;charset=UTF-8");

    private final StringBuilder text = new StringBuilder();

    static HttpEndpoint.Answer ok(String operation, Consumer<Ec2Xml> members) {
        Ec2Xml xml = new Ec2Xml();
        xml.text.append("<%sResponse xmlns=\"%s\">".formatted(operation, NAMESPACE));
        xml.value("requestId", UUID.randomUUID());
        members.accept(xml);
        xml.text.append("</%sResponse>".formatted(operation));
        return new HttpEndpoint.Answer(200, HEADERS, xml.text.toString());
    }

    static HttpEndpoint.Answer error(AwsError error) {
        String body = "<Response><Errors><Error>%s%s</Error></Errors>%s</Response>"
                .formatted(
                        QueryXml.element("Code", error.code()),
                        QueryXml.element("Message", error.getMessage()),
                        QueryXml.element("RequestID", UUID.randomUUID().toString()));
        return new HttpEndpoint.Answer(error.status(), HEADERS, body);
    }

    /** An element with a text; none for null, as EC2 leaves out what it does not know. */
    Ec2Xml value(String name, Object value) {
        if (value != null) {
            text.append(QueryXml.element(name, value.toString()));
        }
        return this;
    }

    Ec2Xml structure(String name, Consumer<Ec2Xml> members) {
        text.append('<').append(name).append('>');
        members.accept(this);
        text.append("</").append(name).append('>');
        return this;
    }

    /** A list, which is there even when it is empty. */
    <T> Ec2Xml list(String name, Collection<T> items, BiConsumer<Ec2Xml, T> item) {
        return structure(
                name, list -> items.forEach(each -> list.structure("item", members -> item.accept(members, each))));
    }

    Ec2Xml tags(Map<String, String> tags) {
        return tags.isEmpty()
                ? this
                : list(
                        "tagSet",
                        tags.entrySet(),
                        (item, tag) -> item.value("key", tag.getKey()).value("value", tag.getValue()));
    }
}
