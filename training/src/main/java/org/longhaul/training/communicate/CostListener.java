package org.longhaul.training.communicate;

/**
 * Hears what training does that costs time, in program order. Calls come from the thread that drives the session, never
 * concurrently.
 */
public interface CostListener {
    /** Every worker computed its loss and gradient (forward and backward pass) of this step. */
    void gradients(long step);

    /** The workers exchanged this; its arithmetic has been done. */
    void exchange(Exchange exchange);

    /** Every worker applied its optimizer's local update of this step. */
    void update(long step);

    /** Hears nothing. */
    static CostListener none() {
        return new CostListener() {
            @Override
            public void gradients(long step) {}

            @Override
            public void exchange(Exchange exchange) {}

            @Override
            public void update(long step) {}
        };
    }
}
