package io.github.snapshotexporter.localcloud;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.OptionalInt;

/** The tokens of pages: only the operation that gave one takes it. */
final class PageToken {

    private PageToken() {}

    static String of(String operation, int offset) {
        byte[] text = (operation + "@" + offset).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
    }

    /** Where the page begins: at the first entry without a token. Empty for a token that the operation has not given. */
    static OptionalInt offset(String operation, String token) {
        if (token == null) {
            return OptionalInt.of(0);
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            return text.startsWith(operation + "@")
                    ? OptionalInt.of(Integer.parseInt(text.substring(operation.length() + 1)))
                    : OptionalInt.empty();
        } catch (IllegalArgumentException notOurs) {
            return OptionalInt.empty();
        }
    }
}
