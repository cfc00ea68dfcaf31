package org.longhaul.simulator.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.flow.Cases;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.topology.Topology;

/** Changing links on the models without TCP, against closed forms. */
class ChangingLinksTest {

    private static final long GIGABIT = 1_000_000_000L;
    private static final long LATENCY = 5_000_000;

    private static Cases.Run run(String model, Topology topology) {
        return model.equals("analytic")
                ? new Cases.Run(NetworkModels.byId("analytic"), topology)
                : new Cases.Run(FlowSettings.fluid(), topology);
    }

    private static void at(Cases.Run run, double seconds, Runnable action) {
        run.loop.schedule(Math.round(seconds * 1e9), EventPriority.CHANGE, now -> action.run());
    }

    private static void set(Cases.Run run, double seconds, int arc, boolean up, double share) {
        at(run, seconds, () -> {
            ArcState stated = ArcState.of(run.topology, arc);
            run.network.setArc(
                    arc,
                    new ArcState(
                            up, Math.round(stated.bitsPerSecond() * share), stated.latencyNanos(), stated.lossRate()));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"analytic", "flow"})
    void anOutageTakesAsLongAsItLastsWheneverItBegins(String model) {
        for (double begin : new double[] {0, 0.001, 0.005, 0.5, 7.9, 8.0049}) {
            for (double lasts : new double[] {1e-6, 0.004, 3, 1e4}) {
                Cases.Run run = run(model, Cases.chain(LATENCY, GIGABIT));
                double[] ends = {-1};
                run.send("n0", "n1", 1_000_000_000, 0, 0, ends, 0);
                set(run, begin, 0, false, 1);
                set(run, begin + lasts, 0, true, 1);
                run.loop.run();
                assertThat(ends[0]).isCloseTo(8.005 + lasts, within(1e-9 * (8.005 + lasts)));
                assertThat(run.network.arcPayloadBytes(0)).isEqualTo(1_000_000_000);
                assertThat(run.network.arcWireBytes(0)).isEqualTo(1_000_000_000);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"analytic", "flow"})
    void aTransferEndsWhenTheIntegralOfTheRateReachesItsBytes(String model) {
        for (int seed = 0; seed < 200; seed++) {
            RandomGenerator random = new RandomStreams(seed).stream("steps", 0);
            Topology chain = Cases.chain(LATENCY, GIGABIT, GIGABIT, GIGABIT);
            Cases.Run run = run(model, chain);
            long bytes = random.nextLong(1_000_000, 3_000_000_000L);
            double[] ends = {-1};
            run.send("n0", "n3", bytes, 0, 0, ends, 0);
            double[] share = {1, 1, 1};
            boolean[] up = {true, true, true};
            double left = bytes;
            double lead = 3 * LATENCY * 1e-9;
            double at = 0;
            double expected = -1;
            for (int step = 0; step < 40; step++) {
                double next = step == 39 ? 1e9 : at + Math.round(random.nextDouble(0, 2) * 1e9) * 1e-9;
                double rate = 125e6 * Math.min(share[0], Math.min(share[1], share[2]));
                double time = up[0] && up[1] && up[2] ? next - at : 0;
                double waits = Math.min(time, lead);
                lead -= waits;
                double needed = left / rate;
                if (expected < 0 && time > 0 && lead <= 1e-12 && needed <= time - waits) {
                    expected = at + waits + needed;
                }
                left -= rate * (time - waits);
                at = next;
                int hop = random.nextInt(3);
                if (step >= 37) {
                    hop = step - 37;
                }
                up[hop] = step >= 36 || random.nextInt(3) > 0;
                share[hop] = random.nextInt(1, 1000) / 1000.0;
                if (step < 39) {
                    if (step == 36) {
                        for (int each = 0; each < 3; each++) {
                            up[each] = true;
                            set(run, at, 2 * each, true, share[each]);
                        }
                    } else {
                        set(run, at, 2 * hop, up[hop], share[hop]);
                    }
                }
            }
            run.loop.run();
            assertThat(ends[0]).as("seed %d", seed).isCloseTo(expected, within(1e-9 * expected + 40e-9));
        }
    }

    /** Alone on its links, a transfer of the fluid takes what the closed form says. */
    @Test
    void solitaryTransfersTakeEquallyLongOnBothModels() {
        for (int seed = 0; seed < 100; seed++) {
            List<Double> ends = new ArrayList<>();
            for (String model : List.of("analytic", "flow")) {
                RandomGenerator random = new RandomStreams(seed).stream("solitary", 0);
                Cases.Run run = run(model, Cases.chain(LATENCY, GIGABIT, GIGABIT));
                double[] end = new double[4];
                for (int i = 0; i < 4; i++) {
                    run.send(0, 2, random.nextLong(500_000_000), 0, random.nextDouble(0, 10), end, i);
                }
                for (int change = 0; change < 20; change++) {
                    double when = random.nextDouble(0, 12);
                    int arc = 2 * random.nextInt(2);
                    set(run, when, arc, random.nextInt(4) > 0, random.nextDouble(0.1, 1));
                }
                set(run, 12, 0, true, 1);
                set(run, 12, 2, true, 1);
                run.loop.run();
                for (double each : end) {
                    ends.add(each);
                }
            }
            for (int i = 0; i < 4; i++) {
                assertThat(ends.get(i)).as("seed %d", seed).isCloseTo(ends.get(i + 4), within(1e-7));
            }
        }
    }
}
