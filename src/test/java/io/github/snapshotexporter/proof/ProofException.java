package io.github.snapshotexporter.proof;

/** A proof cannot begin, or cannot go on; the message is a sentence for whoever has started it. */
final class ProofException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ProofException(String sentence) {
        super(sentence);
    }

    ProofException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
