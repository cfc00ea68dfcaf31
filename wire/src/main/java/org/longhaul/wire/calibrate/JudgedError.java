package org.longhaul.wire.calibrate;

/**
 * How far times lie from the measured ones on rows that set nothing.
 *
 * @param what kind of rows
 * @param rows how many
 * @param before mean relative error with the constants that the scenario and the library's profile have; not a number
 *     where the scenario measures instead of stating, or no row judges
 * @param after the same with the calibrated ones; not a number where no row judges
 */
public record JudgedError(String what, int rows, double before, double after) {}
