package org.longhaul.analysis.record.disturbance;

/**
 * Background traffic between two hosts while a method ran.
 *
 * @param name its name, unique in the run
 * @param from sending host
 * @param to receiving host
 * @param bytes payload that arrived before the method was done
 * @param meanBitsPerSecond that payload over the time of the whole run
 */
public record FlowRecord(String name, String from, String to, long bytes, double meanBitsPerSecond) {}
