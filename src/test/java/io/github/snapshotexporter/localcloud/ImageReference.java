package io.github.snapshotexporter.localcloud;

/** Something that refers to an image: its type, for example {@code ec2:Instance}, and its ARN. */
record ImageReference(String resourceType, String arn) {}
