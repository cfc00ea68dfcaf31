package org.longhaul.topology.unit;

/**
 * A network card or a kind of link, whose id may be written wherever a bandwidth is asked for.
 *
 * @param id such as {@code infiniband-ndr}
 * @param name for people
 * @param rate of data in one direction, after line coding, before packet headers
 * @param source who says so, with the year
 */
public record LinkProfile(String id, String name, Bandwidth rate, String source) {}
