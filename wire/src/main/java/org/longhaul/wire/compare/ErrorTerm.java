package org.longhaul.wire.compare;

/**
 * A part of the difference between projected and measured total.
 *
 * @param name what the time went to
 * @param seconds projected minus measured, mean over the workers
 * @param share the same, of the measured total
 * @param detail what in it stands out; empty where nothing does
 */
public record ErrorTerm(String name, double seconds, double share, String detail) {}
