/**
 * Sweeps: one file that names axes over the fields of a scenario, and the table of what comes of every combination.
 *
 * <p>{@link org.longhaul.study.sweep.Sweep} is a sweep that has been read and checked; {@link
 * org.longhaul.study.sweep.SweepSession} carries it out in a directory of its own. What decides the losses is trained once for
 * all points that share it; a point is then a replay. The journal in the directory is the truth; table and store are made from
 * it. {@link org.longhaul.study.sweep.SweepEngine} is the door for machines beyond this one.
 */
@NullMarked
package org.longhaul.study.sweep;

import org.jspecify.annotations.NullMarked;
