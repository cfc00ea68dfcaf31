package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.Draws;

/** Recognised repetition must change nothing on a network that changes either. */
class RepetitionUnderFaultsTest {

    private static final List<String> MODELS = List.of(Bench.FLUID, "flow", Bench.TRANSFERS);

    @Test
    void theResultEqualsTheLongWayToTheBit() {
        long repeated = 0;
        int runs = Draws.of(80, 180);
        for (long seed = 5000; seed < 5000 + runs; seed++) {
            RandomRun run = new RandomRun(seed, MODELS, false);
            RandomRun.Outcome on = run.run(true);
            RandomRun.Outcome off = run.run(false);
            String what = "seed " + seed + " on " + run.model + " " + run.topology + " " + run.conditions;
            assertThat(on.transcript().lines).as(what).isEqualTo(off.transcript().lines);
            assertThat(on.timeline().spans()).as(what).isEqualTo(off.timeline().spans());
            assertThat(on.result() == null).as(what).isEqualTo(off.result() == null);
            if (on.result() == null || off.result() == null) {
                continue;
            }
            repeated += on.result().repeatedSteps();
            assertThat(off.result().repeatedSteps()).isZero();
            assertThat(on.result().fingerprint())
                    .as(what)
                    .isEqualTo(off.result().fingerprint());
            assertThat(on.result().elapsedNanos())
                    .as(what)
                    .isEqualTo(off.result().elapsedNanos());
            assertThat(on.result().workers()).as(what).isEqualTo(off.result().workers());
            assertThat(on.result().surroundings())
                    .as(what)
                    .isEqualTo(off.result().surroundings());
            for (int arc = 0; arc < run.topology.arcCount(); arc++) {
                assertThat(on.result().arcPayloadBytes(arc))
                        .as(what)
                        .isEqualTo(off.result().arcPayloadBytes(arc));
                assertThat(on.result().arcWireBytes(arc))
                        .as(what)
                        .isEqualTo(off.result().arcWireBytes(arc));
            }
        }
        assertThat(repeated).isGreaterThan(4L * runs);
    }
}
