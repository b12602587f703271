package io.github.snapshotexporter.job;

/**
 * Which job a message is.
 *
 * @param id what people see: the same for every receive of the job, a redriven message's included
 * @param key under which the ledger knows the job: requesters may use one id for several snapshots
 */
public record JobId(String id, String key) {}
