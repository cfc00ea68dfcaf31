package org.longhaul.scenario.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.workload.run.RunConditions;

/** How often a run is simulated again for what its incidents cost. */
@NullUnmarked
final class ReplaysTest {
    private static final long RUN_NANOS = 100;

    private int runs;

    private Replays replays(Long nanos) {
        return new Replays(RUN_NANOS, conditions -> {
            runs++;
            return nanos;
        });
    }

    private static Long without(Replays replays, int... incidents) {
        BitSet leftOut = new BitSet();
        for (int incident : incidents) {
            leftOut.set(incident);
        }
        return replays.without(leftOut, () -> RunConditions.NONE);
    }

    @Test
    void aRunWithAllItsIncidentsIsTheRun() {
        assertThat(without(replays(60L))).isEqualTo(RUN_NANOS);
        assertThat(runs).isZero();
    }

    @Test
    void aShorterRunIsSimulatedOnceForEachSetOfIncidents() {
        Replays replays = replays(60L);
        assertThat(without(replays, 0, 3)).isEqualTo(60);
        assertThat(without(replays, 3, 0)).isEqualTo(60);
        assertThat(runs).isEqualTo(1);
        assertThat(without(replays, 3)).isEqualTo(60);
        assertThat(runs).isEqualTo(2);
    }

    @Test
    void aRunThatTakesLongerOrDoesNotEndMayMeetOtherIncidentsNextTime() {
        for (Long nanos : new Long[] {RUN_NANOS, 140L, null}) {
            runs = 0;
            Replays replays = replays(nanos);
            assertThat(without(replays, 1)).isEqualTo(nanos);
            assertThat(without(replays, 1)).isEqualTo(nanos);
            assertThat(runs).isEqualTo(2);
        }
    }
}
