package org.longhaul.simulator.fault;

/**
 * An incident that began in a run.
 *
 * @param incident what happens, and from when to when
 * @param ordinal its place among those of its fault, counted from 0 by their starts
 */
public record Occurrence(Incident incident, int ordinal) {}
