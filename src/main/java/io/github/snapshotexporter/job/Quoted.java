package io.github.snapshotexporter.job;

import java.util.Locale;

/** Text from outside, made fit to stand in a sentence, a log line or a message attribute. */
public final class Quoted {
    private Quoted() {}

    /**
     * The text in double quotes, cut after {@code limit} characters with its full length told, everything outside
     * printable ASCII written as {@code \}{@code uXXXX}: look-alike letters and control characters become visible.
     */
    public static String of(String text, int limit) {
        boolean cut = text.length() > limit;
        String shown = cut ? text.substring(0, limit) : text;
        StringBuilder quoted = new StringBuilder("\"");
        shown.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c >= ' ' && c < 0x7f) {
                quoted.append((char) c);
            } else {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", c));
            }
        });
        quoted.append('"');
        return cut ? quoted + "... (" + text.length() + " characters)" : quoted.toString();
    }
}
