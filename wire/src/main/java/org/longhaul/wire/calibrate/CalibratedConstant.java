package org.longhaul.wire.calibrate;

/**
 * A constant and where it comes from.
 *
 * @param key key of a scenario, such as {@code network.exchangeOverhead}
 * @param value as a scenario writes it
 * @param source which rows set it, or which fact of the hosts
 */
public record CalibratedConstant(String key, String value, String source) {}
