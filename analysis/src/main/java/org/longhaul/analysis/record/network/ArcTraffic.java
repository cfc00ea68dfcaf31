package org.longhaul.analysis.record.network;

/**
 * What one direction of a link carried for one method.
 *
 * @param link id of the link
 * @param from sending node
 * @param to receiving node
 * @param payloadBytes bytes of tensors
 * @param wireBytes payload with headers and, where the model has them, retransmissions
 */
public record ArcTraffic(String link, String from, String to, long payloadBytes, long wireBytes) {}
