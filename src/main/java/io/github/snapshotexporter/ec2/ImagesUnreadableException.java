package io.github.snapshotexporter.ec2;

import software.amazon.awssdk.core.exception.SdkException;

/** EC2 does not tell what stands there, or who uses it; the message is a sentence with EC2's own code. */
public final class ImagesUnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean passing;

    ImagesUnreadableException(String sentence) {
        super(sentence);
        passing = false;
    }

    ImagesUnreadableException(SdkException thrown) {
        super(Ec2Trouble.sentence(thrown), thrown);
        passing = Ec2Trouble.of(thrown) == Ec2Trouble.PASSING;
    }

    /** Whether EC2 may answer later, as things are. */
    public boolean isPassing() {
        return passing;
    }
}
