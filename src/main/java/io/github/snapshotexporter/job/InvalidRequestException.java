package io.github.snapshotexporter.job;

/** What came in cannot be understood; the message says what was expected and what came. Trying again cannot help. */
public final class InvalidRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidRequestException(String message) {
        super(message);
    }

    public InvalidRequestException(String message, Throwable cause) {
        super(message, cause);
    }
}
