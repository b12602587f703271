package io.github.snapshotexporter.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a person does not see in a text that looks right: white space, byte order marks and their like. */
public final class Invisible {
    private static final Map<Integer, String> NAMES = Map.of(
            (int) ' ',
            "a space",
            (int) '\n',
            "a line end",
            (int) '\r',
            "a carriage return",
            (int) '\t',
            "a tab",
            0xA0,
            "a no-break space",
            0xFEFF,
            "a byte order mark",
            0x200B,
            "a zero-width space");

    private Invisible() {}

    /**
     * Names what is invisible, and where: at the beginning and the end, else its first place. It shows nothing of what is
     * visible, which can be a secret.
     *
     * @return what to append to a sentence about the text, for example {@code : it ends with a line end}; else nothing
     */
    public static String in(String text) {
        return found(text).map(what -> ": it " + what).orElse("");
    }

    private static Optional<String> found(String text) {
        if (text.isEmpty()) {
            return Optional.of("is empty");
        }
        List<String> found = new ArrayList<>();
        if (isInvisible(text.codePointAt(0))) {
            found.add("begins with " + name(text.codePointAt(0)));
        }
        if (text.endsWith("\r\n")) {
            found.add("ends with a carriage return and a line end");
        } else if (isInvisible(text.codePointBefore(text.length()))) {
            found.add("ends with " + name(text.codePointBefore(text.length())));
        }
        return found.isEmpty() ? within(text) : Optional.of(String.join(" and ", found));
    }

    private static Optional<String> within(String text) {
        int[] characters = text.codePoints().toArray();
        for (int i = 0; i < characters.length; i++) {
            if (isInvisible(characters[i])) {
                return Optional.of("has " + name(characters[i]) + " as character " + (i + 1));
            }
        }
        return Optional.empty();
    }

    private static boolean isInvisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    private static String name(int character) {
        return Optional.ofNullable(NAMES.get(character))
                .orElseGet(() -> String.format(Locale.ROOT, "the character U+%04X", character));
    }
}
