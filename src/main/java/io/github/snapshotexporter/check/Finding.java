package io.github.snapshotexporter.check;

import java.util.Objects;
import java.util.Optional;

/**
 * One line of what a check of the stack has found.
 *
 * @param says in plain words
 * @param next what to do about it
 */
public record Finding(State state, String says, Optional<String> next) {
    public Finding {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(says, "says");
        Objects.requireNonNull(next, "next");
    }

    /** How it stands, in the words of the answer. */
    public enum State {
        OK("ok"),
        NOT_OK("not ok"),
        CANNOT_TELL("cannot tell");

        private final String word;

        State(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    static Finding ok(String says) {
        return new Finding(State.OK, says, Optional.empty());
    }

    static Finding notOk(String says, String next) {
        return new Finding(State.NOT_OK, says, Optional.of(next));
    }

    static Finding cannotTell(String says, String next) {
        return new Finding(State.CANNOT_TELL, says, Optional.of(next));
    }
}
