package org.longhaul.analysis.record.disturbance;

/**
 * A transfer that made no progress for a timeout and was tried again.
 *
 * @param source sending host
 * @param target receiving host
 * @param attempt how often it had been tried again, with this time
 * @param atNanos when the timeout was over
 * @param resumeNanos when it was sent again, from its first byte
 */
public record RetryRecord(String source, String target, int attempt, long atNanos, long resumeNanos) {}
