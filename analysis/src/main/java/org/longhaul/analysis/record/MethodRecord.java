package org.longhaul.analysis.record;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.disturbance.Disturbances;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.analysis.record.network.ArcTraffic;
import org.longhaul.analysis.record.network.ExchangeSummary;
import org.longhaul.analysis.record.network.NetworkValidity;
import org.longhaul.analysis.record.timeline.Timeline;

/**
 * What one method did under one seed.
 *
 * @param label the method's name in this run; the seeds of one method share it
 * @param id the method's id, for instance {@code "des-loc"}
 * @param seed master seed
 * @param settings every setting with its value and unit, defaults included, in declaration order
 * @param outcome how the training ended
 * @param marks where the figures come from
 * @param totals sums at the end
 * @param curve points in order of steps
 * @param workers where each worker's time went, by worker number
 * @param arcs traffic per direction of every link that carried something
 * @param exchanges summaries per label and size
 * @param memory memory per worker; null when not counted
 * @param timeline a window of the time line; null when not recorded
 * @param departures explained differences from references
 * @param dollars price of the carried bytes; null when no link has a price, or where it came to a halt
 * @param disturbances faults, other jobs and background traffic; null when the scenario has none
 * @param validity whether its transfers lie within what was measured; null when no measured row judges the network model
 * @param hearings how often each client was heard, by its number; empty unless the method asks the network
 * @param absences when workers did not take part, by their end; empty unless workers come and go
 */
public record MethodRecord(
        String label,
        String id,
        long seed,
        Map<String, String> settings,
        Outcome outcome,
        Marks marks,
        Totals totals,
        List<CurvePoint> curve,
        List<WorkerTime> workers,
        List<ArcTraffic> arcs,
        List<ExchangeSummary> exchanges,
        @Nullable MemoryRecord memory,
        @Nullable Timeline timeline,
        List<Departure> departures,
        @Nullable Double dollars,
        @Nullable Disturbances disturbances,
        @Nullable NetworkValidity validity,
        List<Hearing> hearings,
        List<WorkerAbsence> absences) {

    /** Copies the collections, keeping their order. */
    public MethodRecord {
        settings = ImmutableMap.copyOf(settings);
        curve = List.copyOf(curve);
        workers = List.copyOf(workers);
        arcs = List.copyOf(arcs);
        exchanges = List.copyOf(exchanges);
        departures = List.copyOf(departures);
        hearings = List.copyOf(hearings);
        absences = List.copyOf(absences);
    }

    /** Returns the last value of a figure that was taken; null when it never was. */
    public @Nullable Double last(Function<CurvePoint, @Nullable Double> taken) {
        return MethodTally.last(curve, taken);
    }

    /** Returns what it came to, without what explains it. */
    public MethodTally tally() {
        return new MethodTally(label, seed, outcome, totals, curve, workers, dollars);
    }

    /** Returns the same record under another name. */
    public MethodRecord withLabel(String another) {
        return new MethodRecord(
                another,
                id,
                seed,
                settings,
                outcome,
                marks,
                totals,
                curve,
                workers,
                arcs,
                exchanges,
                memory,
                timeline,
                departures,
                dollars,
                disturbances,
                validity,
                hearings,
                absences);
    }
}
