package org.longhaul.scenario.engine.record;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.disturbance.IncidentRecord;
import org.longhaul.simulator.fault.Effect;
import org.longhaul.simulator.fault.Incident;
import org.longhaul.topology.Topology;

/** Turns incidents of the simulator into those of a record. */
final class IncidentRecords {
    private final Topology topology;
    private final long runNanos;

    /** @param runNanos duration of the run; what ends later has outlasted it */
    IncidentRecords(Topology topology, long runNanos) {
        this.topology = topology;
        this.runNanos = runNanos;
    }

    IncidentRecord of(Incident incident, @Nullable Long costNanos) {
        return new IncidentRecord(
                incident.fault(),
                kind(incident.kind()),
                incident.label(),
                elements(incident.effects()),
                remaining(incident.effects()),
                incident.startNanos(),
                incident.endNanos() > runNanos ? null : Long.valueOf(incident.endNanos()),
                costNanos);
    }

    private static IncidentRecord.Kind kind(Incident.Kind kind) {
        return switch (kind) {
            case FAILURE -> IncidentRecord.Kind.FAILURE;
            case MAINTENANCE -> IncidentRecord.Kind.MAINTENANCE;
            case VARIATION -> IncidentRecord.Kind.VARIATION;
        };
    }

    private List<String> elements(List<Effect> effects) {
        Set<Integer> arcs = new HashSet<>();
        effects.forEach(effect -> arcs.add(arc(effect)));
        Set<String> elements = new LinkedHashSet<>();
        for (Effect effect : effects) {
            if (effect instanceof Effect.LinkDown down) {
                elements.add(topology.links().get(down.link()).id());
            } else if (effect instanceof Effect.NodeDown down) {
                elements.add(topology.node(down.node()).id());
            } else if (effect instanceof Effect.SlowNode slow) {
                elements.add(topology.node(slow.node()).id());
            } else {
                int arc = arc(effect);
                String link = topology.links().get(arc / 2).id();
                elements.add(arcs.contains(arc ^ 1) ? link : link + ": " + direction(arc));
            }
        }
        return new ArrayList<>(elements);
    }

    private String direction(int arc) {
        return topology.node(topology.arcSource(arc)).id() + " → "
                + topology.node(topology.arcTarget(arc)).id();
    }

    /** The direction that an effect concerns, or -2 when it is none of one direction. */
    private static int arc(Effect effect) {
        if (effect instanceof Effect.ArcRate rate) {
            return rate.arc();
        }
        if (effect instanceof Effect.ArcLatency latency) {
            return latency.arc();
        }
        return effect instanceof Effect.ArcLoss loss ? loss.arc() : -2;
    }

    private static double remaining(List<Effect> effects) {
        double least = 1;
        for (Effect effect : effects) {
            if (effect instanceof Effect.LinkDown || effect instanceof Effect.NodeDown) {
                least = 0;
            } else if (effect instanceof Effect.ArcRate rate) {
                least = Math.min(least, rate.factor());
            } else if (effect instanceof Effect.SlowNode slow) {
                least = Math.min(least, 1 / slow.factor());
            }
        }
        return least;
    }
}
