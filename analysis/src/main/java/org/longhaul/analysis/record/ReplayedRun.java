package org.longhaul.analysis.record;

/**
 * The run whose recorded trainings another one plays on a network of its own.
 *
 * @param runId its name
 * @param fingerprint hash over everything that it computed
 */
public record ReplayedRun(String runId, String fingerprint) {}
