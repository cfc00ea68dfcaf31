package org.longhaul.simulator.network.estimate;

import java.util.Arrays;

/** Seconds of each {@link TimeTerm}; all 0 at first. Not thread-safe. */
public final class TermSeconds {

    private final double[] seconds = new double[TimeTerm.values().length];

    /** Seconds of a term. */
    public double get(TimeTerm term) {
        return seconds[term.index()];
    }

    /** Sets the seconds of a term. */
    public void set(TimeTerm term, double value) {
        seconds[term.index()] = value;
    }

    /** Sets all terms to 0. */
    public void clear() {
        Arrays.fill(seconds, 0);
    }

    /** The sum of all terms. */
    public double total() {
        double total = 0;
        for (double term : seconds) {
            total += term;
        }
        return total;
    }

    /** Takes another's terms instead of its own. */
    public void copy(TermSeconds other) {
        System.arraycopy(other.seconds, 0, seconds, 0, seconds.length);
    }

    /** Adds another's terms so many times. */
    public void add(TermSeconds other, int times) {
        for (int i = 0; i < seconds.length; i++) {
            seconds[i] += times * other.seconds[i];
        }
    }
}
