package org.longhaul.scenario.engine;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.analysis.record.Departure;
import org.longhaul.scenario.file.Selection;
import org.longhaul.simulator.network.NetworkModel;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.workload.ExecutionListener;
import org.longhaul.simulator.workload.ExecutionResult;

/** Runs a unit's trace on other network models and explains why they take longer or shorter. */
final class Departures {
    private static final double NANOS_PER_SECOND = 1e9;

    private final UnitOutcome unit;

    Departures(UnitOutcome unit) {
        this.unit = unit;
    }

    List<Departure> all() {
        List<Departure> departures = new ArrayList<>();
        if (unit.result() == null) {
            return departures;
        }
        double own = unit.result().elapsedNanos() / NANOS_PER_SECOND;
        for (Selection<NetworkModel<?>> other : unit.plan().scenario().network().compareWith()) {
            double seconds = seconds(other);
            departures.add(new Departure(
                    "projected time of " + unit.method().label(),
                    other.id(),
                    seconds,
                    own,
                    List.of(),
                    "The same steps on the network model '" + other.id() + "'."));
        }
        return departures;
    }

    private double seconds(Selection<NetworkModel<?>> fidelity) {
        ExecutionResult result =
                unit.simulation().run(fidelity, unit.trace().replay(), new ExecutionListener() {}, TimelineSink.NONE);
        return result.elapsedNanos() / NANOS_PER_SECOND;
    }
}
