package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/** A request as it arrived, answered or not. */
public record Call(String operation, JsonNode input, Instant at) {}
