package org.longhaul.training.dataset;

/** Sizes of what is drawn at the beginning and held in one array. */
final class HeldInMemory {
    /** Largest length of an array that virtual machines allow. */
    static final int MOST = Integer.MAX_VALUE - 16;

    private HeldInMemory() {}

    /**
     * Length of an array of examples, those for validation included.
     *
     * @param each numbers of an example
     * @throws IllegalArgumentException if it would be too long
     */
    static int length(int examples, int validation, int each) {
        long all = ((long) examples + validation) * each;
        if (all > MOST) {
            throw new IllegalArgumentException("examples (" + examples + ") and validation (" + validation
                    + ") must not be more than " + MOST / each + " together, as they are held in memory");
        }
        return (int) all;
    }
}
