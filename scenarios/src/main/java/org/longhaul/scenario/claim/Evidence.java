package org.longhaul.scenario.claim;

/** How a claim is computed. */
public enum Evidence {
    /** Shipped methods run, small, and what they really exchange is counted. */
    COUNTED_BYTES("counted bytes", true),
    /** Two shipped methods do the same, step by step. */
    IDENTITY("identity", true),
    /** A paper's model is evaluated with stated symbols. */
    FORMULA("formula", false),
    /** Constants or rules are fitted, by the paper or by us, to the numbers that are then met: it shows that these agree. */
    FIT("fit", false),
    /** A headline is computed from other numbers that the paper prints: it shows that they agree, not that they are right. */
    ARITHMETIC("arithmetic", false),
    /** A scenario is simulated on the closed-form network. */
    ANALYTIC("analytic network", true),
    /** A scenario is simulated on the flow network. */
    FLOW("flow network", true),
    /** Models are trained, small, under several seeds; takes minutes. */
    TRAINING("training", true),
    /** It cannot be computed here. */
    NOT_TESTABLE("–", false);

    private final String words;
    private final boolean isRun;

    Evidence(String words, boolean isRun) {
        this.words = words;
        this.isRun = isRun;
    }

    /** In words. */
    public String words() {
        return words;
    }

    /** Whether a scenario is run. */
    public boolean isRun() {
        return isRun;
    }
}
