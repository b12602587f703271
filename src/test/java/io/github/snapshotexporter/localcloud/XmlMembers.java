package io.github.snapshotexporter.localcloud;

import java.util.Collection;
import java.util.function.BiConsumer;

/** Writes what stands in an answer of the AWS Query protocol, whose lists consist of elements called member. */
final class XmlMembers {

    private final StringBuilder text = new StringBuilder();

    /** An element with a text; none for null. */
    XmlMembers value(String name, Object value) {
        if (value != null) {
            text.append(QueryXml.element(name, value.toString()));
        }
        return this;
    }

    <T> XmlMembers list(String name, Collection<T> items, BiConsumer<XmlMembers, T> item) {
        text.append('<').append(name).append('>');
        items.forEach(each -> {
            text.append("<member>");
            item.accept(this, each);
            text.append("</member>");
        });
        text.append("</").append(name).append('>');
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
