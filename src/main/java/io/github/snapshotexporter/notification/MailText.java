package io.github.snapshotexporter.notification;

import java.util.Locale;

/**
 * The text of an e-mail while it is written: paragraphs and lists, no wider than {@value #WIDTH} columns. A word that is
 * wider, like a link, stays whole.
 */
final class MailText {
    static final int WIDTH = 80;

    private final StringBuilder text = new StringBuilder();

    /** Sentences as a paragraph of their own; line breaks in them count as spaces. */
    MailText paragraph(String sentences) {
        gap();
        return wrapped("", "", sentences);
    }

    /** The same, right below what stands before. */
    MailText line(String sentences) {
        return wrapped("", "", sentences);
    }

    /** One entry of a list, right below what stands before. */
    MailText item(String sentences) {
        return wrapped("- ", "  ", sentences);
    }

    /** A value with its label, in a column of their own; nothing where there is no value. */
    MailText fact(String label, String value) {
        if (!value.isEmpty()) {
            text.append(String.format(Locale.ROOT, "%-14s%s\n", label + ":", value));
        }
        return this;
    }

    /** An empty line. */
    MailText gap() {
        if (!text.isEmpty()) {
            text.append('\n');
        }
        return this;
    }

    private MailText wrapped(String first, String indent, String sentences) {
        StringBuilder line = new StringBuilder(first);
        for (String word : sentences.strip().split("\\s+", -1)) {
            boolean isBlank = line.length() == first.length();
            if (!isBlank && line.length() + 1 + word.length() > WIDTH) {
                text.append(line).append('\n');
                line = new StringBuilder(indent);
                isBlank = true;
            }
            line.append(isBlank ? "" : " ").append(word);
        }
        text.append(line).append('\n');
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
