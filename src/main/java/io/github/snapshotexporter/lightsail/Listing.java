package io.github.snapshotexporter.lightsail;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The pages of one listing, for which the SDK has no paginator. It has to end: a page token that comes twice would list for ever, and an invocation that is
 * killed over a page leaves the next one no better off. For one thread.
 */
public final class Listing {
    /** Enough to write down what the listing has led to, a slow call before that included. */
    private static final Duration RESERVE = Duration.ofSeconds(15);

    private final String operation;
    private final Set<String> tokens = new HashSet<>();
    private int pages;
    private boolean stuck;

    /** @param operation Lightsail's, for the sentence of a failure */
    public Listing(String operation) {
        this.operation = operation;
    }

    /**
     * Notes that a page was read.
     *
     * @param next the token of the page to read next; empty where this was the last one
     * @return the same
     * @throws TroubleException when the token came before
     */
    public Optional<String> next(Optional<String> next) {
        pages++;
        if (next.isPresent() && !tokens.add(next.get())) {
            stuck = true;
            throw TroubleException.of(
                    operation, "the page token of page " + pages + " came before, so it would never end");
        }
        return next;
    }

    /** The page token as Lightsail sent it; an empty one would only start over. */
    static Optional<String> token(String sent) {
        return Optional.ofNullable(sent).filter(token -> !token.isEmpty());
    }

    /**
     * Notes that Lightsail has refused the token of the next page.
     *
     * @return what to throw: a listing from its beginning may do
     */
    TroubleException refused(TroubleException token) {
        stuck = true;
        return TroubleException.of(
                operation, "the page token of page " + (pages + 1) + " was refused (" + token.getMessage() + ")");
    }

    /** Whether it leads nowhere from here: a page token has come twice, or was refused. */
    boolean isStuck() {
        return stuck;
    }

    /** Begins with this token, which therefore must not come again. */
    public Listing from(Optional<String> token) {
        token.ifPresent(tokens::add);
        return this;
    }

    /**
     * Makes sure that the invocation lasts for another page.
     *
     * @throws TroubleException when it does not
     */
    public void checkTime(Clock clock, Instant deadline) {
        if (clock.instant().plus(RESERVE).isAfter(deadline)) {
            throw TroubleException.of(
                    operation, pages + " pages were listed in the time of this invocation, and there are more");
        }
    }
}
