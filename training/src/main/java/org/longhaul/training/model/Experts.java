package org.longhaul.training.model;

/**
 * Feed-forward layers of which a router picks a few for each token: all are kept and exchanged, the picked ones compute.
 *
 * @param count experts to pick from, in each layer
 * @param active experts that a token passes through
 * @param shared experts that every token passes through besides
 * @param hidden channels inside one expert
 * @param denseLayers first layers that have one usual feed-forward layer instead
 */
public record Experts(int count, int active, int shared, int hidden, int denseLayers) {
    /** Experts of a layer at most: a multiple of those of the largest published models. */
    static final int MOST = 4096;

    public Experts {
        ModelLimits.count("experts", count, MOST);
        ModelLimits.count("activeExperts", active, count);
        if (shared < 0 || shared > MOST) {
            throw new IllegalArgumentException("shared experts (" + shared + ") must lie in [0, " + MOST + "]");
        }
        ModelLimits.count("channels of an expert", hidden, DecoderShape.WIDEST_HIDDEN);
        if (denseLayers < 0) {
            throw new IllegalArgumentException("denseLayers (" + denseLayers + ") must not be negative");
        }
    }

    /** Expert layers that a token passes through. */
    int passed() {
        return active + shared;
    }
}
