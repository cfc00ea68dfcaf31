package org.longhaul.simulator.workload;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a roll call may ask for. */
class MusterRulesTest {
    private static final long MILLI = 1_000_000;

    @Test
    void timesInAnImpossibleOrderAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Muster(List.of(0), 1, 2 * MILLI, 2 * MILLI, Gathering.NONE, 0))
                .withMessage("0 < heartbeat (2 ms) < timeout (2 ms) < deadline (none) must hold.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Muster(List.of(0), 1, MILLI, 3 * MILLI, 3 * MILLI, 0))
                .withMessageContaining("timeout (3 ms) < deadline (3 ms) must hold");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Muster(List.of(0), 0, MILLI, 3 * MILLI, Gathering.NONE, 0))
                .withMessageContaining("quorum (0) must be at least 1");
    }

    /** Storage has a time of its own, and nothing else has. */
    @Test
    void onlyStorageStatesItsTime() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Compute(Phase.FORWARD, 1, List.of(), List.of(0), 5))
                .withMessageContaining("storageNanos (5) of phase FORWARD must be 0");
    }
}
