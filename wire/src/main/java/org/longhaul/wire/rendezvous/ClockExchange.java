package org.longhaul.wire.rendezvous;

/**
 * One exchange of time stamps with the rendezvous, as in RFC 5905, section 8: nanoseconds of two clocks of which only differences
 * mean something.
 *
 * @param askedNanos when this member asked, by its clock
 * @param arrivedNanos when that arrived, by the clock of the rendezvous
 * @param answeredNanos when the answer left, by that clock
 * @param returnedNanos when it was here, by this member's clock
 */
public record ClockExchange(long askedNanos, long arrivedNanos, long answeredNanos, long returnedNanos) {}
