package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * A call that was to change something, when it had been accepted or refused.
 *
 * @param output what it is answered with; null where it was refused
 * @param error why it was refused; null where it was accepted
 */
record WriteCall(String operation, JsonNode input, JsonNode output, AwsError error, Instant at) {}
