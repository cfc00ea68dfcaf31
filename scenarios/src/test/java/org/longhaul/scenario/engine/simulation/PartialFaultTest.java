package org.longhaul.scenario.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.fault.Effect;
import org.longhaul.simulator.fault.Fault;
import org.longhaul.simulator.fault.FaultContext;
import org.longhaul.simulator.fault.FaultModel;
import org.longhaul.simulator.fault.Incident;
import org.longhaul.simulator.fault.IncidentSource;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.unit.Bandwidth;

/** Faults without some of their incidents. */
@NullUnmarked
final class PartialFaultTest {
    private static final Topology TOPOLOGY = Topologies.star(2, Bandwidth.ofGigabitsPerSecond(1), Duration.ofMillis(1));

    /** Strikes every ten nanoseconds for ever, and counts how often it was asked. */
    private static final class Endless implements FaultModel<Record> {
        private long drawn;

        @Override
        public String id() {
            return "endless";
        }

        @Override
        public String description() {
            return "Strikes every ten nanoseconds.";
        }

        @Override
        public String source() {
            return "";
        }

        @Override
        public Class<Record> settingsType() {
            return Record.class;
        }

        @Override
        public IncidentSource create(Record settings, FaultContext context) {
            return () -> {
                // An arbitrary bound that turns a search without end into a failure.
                assertThat(drawn).as("incidents drawn").isLessThan(1000);
                long start = 10 * drawn++;
                return new Incident(
                        context.name(),
                        Incident.Kind.FAILURE,
                        "strike",
                        start,
                        start + 1,
                        List.of(new Effect.LinkDown(0)));
            };
        }
    }

    private record NoSettings() {}

    private static List<Long> starts(IncidentSource source, int count) {
        List<Long> starts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            starts.add(source.next().startNanos());
        }
        return starts;
    }

    private static IncidentSource without(Endless model, BitSet leftOut) {
        Fault whole = new Fault("strikes", model, new NoSettings());
        return PartialFault.of(whole, leftOut).incidents(TOPOLOGY, new RandomStreams(1));
    }

    @Test
    void theOthersAreTheSame() {
        BitSet leftOut = new BitSet();
        leftOut.set(0);
        leftOut.set(2, 4);
        assertThat(starts(without(new Endless(), leftOut), 4)).containsExactly(10L, 40L, 50L, 60L);
        assertThat(starts(without(new Endless(), new BitSet()), 2)).containsExactly(0L, 10L);
    }

    @Test
    void leavingOutAllThatHappenedDrawsOneMoreOfAFaultThatStrikesForEver() {
        Endless model = new Endless();
        BitSet leftOut = new BitSet();
        leftOut.set(0, 65);
        assertThat(without(model, leftOut).next().startNanos()).isEqualTo(650);
        assertThat(model.drawn).isEqualTo(66);
    }
}
