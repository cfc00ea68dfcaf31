package org.longhaul.analysis.record;

/**
 * One modelling assumption of a run, as the provenance panel shows it.
 *
 * @param subject what is assumed, for instance {@code "compute time of a step"}
 * @param value the assumed value with its unit, for instance {@code "2.9 s"}
 * @param mark where the value comes from
 * @param explanation one sentence: the rule, the source or the consequence
 */
public record Assumption(String subject, String value, Mark mark, String explanation) {}
