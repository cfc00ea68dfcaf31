package org.longhaul.training.model;

import org.jspecify.annotations.Nullable;

/**
 * A loop through the middle of a decoder: its first blocks are the head and its last the tail, which a token passes once; those
 * between them are the body, which it passes several times with the same weights. Parameters and what is exchanged of them do not
 * depend on how often.
 *
 * <p>Source: AbbIE, arXiv 2507.08567.
 *
 * @param headBlocks blocks before the body
 * @param tailBlocks blocks behind it
 * @param iterations how often a token passes the body
 * @param joined whether a matrix, first in the body and passed as often, makes what the body takes of its state and of what the
 *     head gave: the recurrent-depth form
 */
public record BodyLoop(int headBlocks, int tailBlocks, int iterations, boolean joined) {
    /** Passes of a body at most: a thousand times what is trained with. */
    private static final int MOST_ITERATIONS = 10_000;

    public BodyLoop {
        if (headBlocks < 0 || tailBlocks < 0) {
            throw new IllegalArgumentException(
                    "headBlocks (" + headBlocks + ") and tailBlocks (" + tailBlocks + ") must be at least 0");
        }
        requireIterations("iterations", iterations);
    }

    /** Checks how often a body is passed. */
    public static void requireIterations(String name, int iterations) {
        ModelLimits.count(name, iterations, MOST_ITERATIONS);
    }

    /**
     * The loop of a decoder, where perhaps nobody says which blocks. A quarter of the layers, at least one, are usual. Ours: the
     * paper's split was not found.
     *
     * @param layers of the decoder
     * @param headBlocks null for the usual
     * @param tailBlocks null for the usual
     */
    public static BodyLoop of(
            int layers, @Nullable Integer headBlocks, @Nullable Integer tailBlocks, int iterations, boolean joined) {
        int usual = Math.max(1, layers / 4);
        return new BodyLoop(
                headBlocks == null ? usual : headBlocks, tailBlocks == null ? usual : tailBlocks, iterations, joined);
    }

    /** The loop of a decoder with the usual head and tail, and nothing joined. */
    public static BodyLoop usual(int layers, int iterations) {
        return of(layers, null, null, iterations, false);
    }

    /** The same with another number of iterations. */
    public BodyLoop withIterations(int times) {
        return new BodyLoop(headBlocks, tailBlocks, times, joined);
    }

    /**
     * The loop of a decoder of other layers, each block of this one standing for those from i C / L to (i + 1) C / L, C the other's
     * layers. It has no matrix that joins states.
     *
     * @param layers of this one, L
     * @param others C, at least L: of fewer some blocks stand for none, perhaps the whole body
     */
    public BodyLoop projected(int layers, int others) {
        int head = (int) ((long) headBlocks * others / layers);
        int tail = others - (int) ((long) (layers - tailBlocks) * others / layers);
        return new BodyLoop(head, tail, iterations, false);
    }

    /** Blocks of the body in a decoder of so many. */
    public int bodyBlocks(int layers) {
        return layers - headBlocks - tailBlocks;
    }

    /**
     * Checks that something is left to iterate.
     *
     * @throws IllegalArgumentException if not, naming the numbers
     */
    public void requireBody(int layers) {
        if (bodyBlocks(layers) < 1) {
            throw new IllegalArgumentException("headBlocks (" + headBlocks + ") and tailBlocks (" + tailBlocks
                    + ") must leave a block of the " + layers + " layers to iterate");
        }
    }
}
