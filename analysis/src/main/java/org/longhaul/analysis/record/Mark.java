package org.longhaul.analysis.record;

/** Where a figure comes from. */
public enum Mark {
    /** Read from a clock, a counter or a loss function while the run really executed. */
    MEASURED,
    /** The outcome of the simulated network and clock. */
    SIMULATED,
    /** A measured figure carried over to another model size, device or batch by a stated rule. */
    SCALED,
    /** Given by the user or taken from a cited source. */
    STATED,
    /** Filled in by a documented default because nothing was given. */
    INFERRED
}
