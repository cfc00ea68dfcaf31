package org.longhaul.training.method.synchronous;

import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.optimizer.Optimizer;

/** Methods whose step is a sign, and leaves nothing to average to the optimizer. */
final class Stateless {
    private Stateless() {}

    static void require(DistributedMethodFactory<?> method, Optimizer optimizer) {
        if (!optimizer.states().isEmpty()) {
            throw new IllegalArgumentException("method " + method.id()
                    + " steps by a sign: its optimizer must keep no state.\nMaybe take sgd without momentum.");
        }
    }
}
