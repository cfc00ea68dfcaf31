package org.longhaul.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.disturbance.Disturbances;
import org.longhaul.analysis.record.disturbance.FaultCost;
import org.longhaul.analysis.record.disturbance.FlowRecord;
import org.longhaul.analysis.record.disturbance.IncidentRecord;
import org.longhaul.analysis.record.disturbance.IncidentRecord.Kind;
import org.longhaul.analysis.record.disturbance.JobRecord;
import org.longhaul.analysis.record.disturbance.RetryRecord;

/** The demonstration's first seed with faults, another job and a background flow; invented figures that add up. */
public final class DisturbedRun {

    private static final long MINUTE = 60_000_000_000L;
    private static final int PARTS = 240;

    private DisturbedRun() {}

    /** Returns the run: five methods of one seed, all of which meet the same incidents as long as they last. */
    public static RunRecord create() {
        List<MethodRecord> methods = new ArrayList<>();
        for (MethodRecord method : DemoRun.create().methods()) {
            if (method.seed() == 1) {
                methods.add(with(method, disturbances(method.totals().simulatedNanos())));
            }
        }
        return DemoRun.run("20261122-170000-unreliable-wan", "unreliable-wan", methods, List.of(SmallRun.loss(1.9)));
    }

    /** Returns a record with disturbances in place of its own. */
    public static MethodRecord with(MethodRecord method, @Nullable Disturbances disturbances) {
        return new MethodRecord(
                method.label(),
                method.id(),
                method.seed(),
                method.settings(),
                method.outcome(),
                method.marks(),
                method.totals(),
                method.curve(),
                method.workers(),
                method.arcs(),
                method.exchanges(),
                method.memory(),
                method.timeline(),
                method.departures(),
                method.dollars(),
                disturbances,
                null,
                method.hearings(),
                List.of());
    }

    /** Returns disturbances whose every text is the given one. */
    public static Disturbances disturbances(String text) {
        return new Disturbances(
                List.of(
                        new IncidentRecord(text, Kind.FAILURE, text, List.of(text), 0, 1, 2L, 1L),
                        new IncidentRecord(text, Kind.VARIATION, text, List.of(text), 0.5, 1, null, null)),
                List.of(new RetryRecord(text, text, 1, 2, 3)),
                1,
                List.of(new FaultCost(text, text, 2, 1, 1L, 1, null)),
                List.of(new JobRecord(text, text, List.of(text), 3, 2.0, 1.0, text)),
                List.of(new FlowRecord(text, text, text, 7, 8)),
                0L,
                0L,
                List.of(1.0));
    }

    private static Disturbances disturbances(long runNanos) {
        List<IncidentRecord> incidents = new ArrayList<>(outages(runNanos));
        int outages = incidents.size();
        if (runNanos > 95 * MINUTE) {
            incidents.add(new IncidentRecord(
                    "upgrade",
                    Kind.MAINTENANCE,
                    "site dc-west down",
                    List.of("dc-west", "h2", "h3"),
                    0,
                    90 * MINUTE,
                    95 * MINUTE,
                    5 * MINUTE));
        }
        incidents.add(new IncidentRecord(
                "hot-host",
                Kind.FAILURE,
                "node h1 computes 1.5 times slower",
                List.of("h1"),
                1 / 1.5,
                20 * MINUTE,
                38 * MINUTE,
                7 * MINUTE));
        int hours = 0;
        for (long start = 0; start < runNanos; start += 15 * MINUTE) {
            double level = 0.75 + 0.25 * Math.cos(2 * Math.PI * start / (180.0 * MINUTE));
            incidents.add(new IncidentRecord(
                    "diurnal",
                    Kind.VARIATION,
                    "bandwidth",
                    List.of("wide: dc-east → dc-west"),
                    level,
                    start,
                    start + 15 * MINUTE <= runNanos ? start + 15 * MINUTE : null,
                    null));
            hours++;
        }
        incidents.sort(Comparator.comparingLong(IncidentRecord::startNanos));
        long down = 0;
        for (IncidentRecord incident : outages(runNanos)) {
            down += incident.endNanosWithin(runNanos) - incident.startNanos();
        }
        long upgrade = runNanos > 95 * MINUTE ? 5 * MINUTE : 0;
        List<FaultCost> faults = List.of(
                new FaultCost("wan-outages", "link-outages", outages, down, down * 9 / 10, 0, null),
                new FaultCost("upgrade", "maintenance", upgrade > 0 ? 1 : 0, upgrade, upgrade, 0, null),
                new FaultCost("hot-host", "slow-nodes", 1, 18 * MINUTE, 7 * MINUTE, 0, null),
                new FaultCost("diurnal", "diurnal", hours, runNanos, runNanos / 20, hours, runNanos / 20));
        long faultNanos = faults.stream().mapToLong(FaultCost::costNanos).sum();
        long contention = runNanos / 25;
        return new Disturbances(
                incidents,
                List.of(
                        new RetryRecord("h0", "h2", 1, 30 * MINUTE, 31 * MINUTE),
                        new RetryRecord("h0", "h2", 2, 32 * MINUTE, 34 * MINUTE)),
                2,
                faults,
                List.of(new JobRecord(
                        "neighbour",
                        "500 ms a step, 200 MB all-reduced every 4 steps",
                        List.of("h0", "h2"),
                        runNanos / 640_000_000L,
                        640e6,
                        560e6,
                        null)),
                List.of(new FlowRecord("backup", "h1", "h3", runNanos / 8, 1e9)),
                runNanos - contention - faultNanos,
                contention,
                pace(incidents, runNanos));
    }

    private static List<IncidentRecord> outages(long runNanos) {
        Random random = new Random(5);
        List<IncidentRecord> outages = new ArrayList<>();
        long now = 0;
        while (true) {
            now += Math.round(-Math.log(1 - random.nextDouble()) * 22 * MINUTE);
            if (now >= runNanos) {
                return outages;
            }
            long end = now + Math.round(-Math.log(1 - random.nextDouble()) * 3 * MINUTE);
            outages.add(new IncidentRecord(
                    "wan-outages",
                    Kind.FAILURE,
                    "link wide down",
                    List.of("wide"),
                    0,
                    now,
                    end <= runNanos ? end : null,
                    (end - now) * 9 / 10));
            now = end;
        }
    }

    private static List<Double> pace(List<IncidentRecord> incidents, long runNanos) {
        List<Double> pace = new ArrayList<>();
        for (int part = 0; part < PARTS; part++) {
            long at = (2L * part + 1) * (runNanos / (2 * PARTS));
            double speed = 6.4;
            for (IncidentRecord incident : incidents) {
                if (incident.startNanos() <= at && at < incident.endNanosWithin(runNanos)) {
                    speed *= incident.remaining();
                }
            }
            pace.add(speed);
        }
        return pace;
    }
}
